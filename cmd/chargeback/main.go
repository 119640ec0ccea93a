// Command chargeback shares out a municipality's IT costs: see --help.
package main

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"
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
	return a.report(root.ExecuteContext(ctx))
}
