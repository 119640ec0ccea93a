// Command chargeback shares out a municipality's IT costs: see --help.
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"chargeback/internal/chargeback"
)

func main() {
	os.Exit(execute(os.Args[1:], os.Stdout, os.Stderr))
}

// Exit codes (SPEC §8).
const (
	exitDone    = 0
	exitFailure = 1 // something outside the data failed
	exitUsage   = 2 // wrong command, flag or argument
	exitBadData = 3 // bad data, or no data set at that path
)

// untilStopped are the commands that run until a signal stops them: that is
// their end, however far they had come.
var untilStopped = []string{"serve", "worker"}

// ended is the error of a command whose context may have been cancelled by a
// signal. Databases tell that in several ways.
func ended(ctx context.Context, command string, err error) error {
	stopped := ctx.Err() != nil && (errors.Is(err, context.Canceled) || errors.Is(err, &chargeback.Error{Code: chargeback.DatabaseUnreachable}))
	switch {
	case stopped && slices.Contains(untilStopped, command):
		return nil
	case stopped:
		return context.Canceled
	}
	return err
}

// execute runs one command line and returns its exit code.
func execute(args []string, stdout, stderr io.Writer) int {
	a := &app{out: stdout, err: stderr, lang: languageOf(args)}
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	// The first signal lets a command end what it can undo; the second ends it
	// at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	command, err := root.ExecuteContextC(ctx)
	return a.report(ended(ctx, command.Name(), err))
}
