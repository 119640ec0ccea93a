package main

import (
	"bytes"
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

// TestWrongUsage: exit code 2, one sentence that names what is wrong, and
// nothing on standard output.
func TestWrongUsage(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	f := func(line, want string) {
		t.Helper()
		got := call(strings.Fields(strings.ReplaceAll(line, "DATA", data))...)
		assert.Equal(t, outcome{exitUsage, "", "chargeback: " + want + "\n"}, got, line)
	}
	f("fakturera", "det finns inget kommando ”fakturera”; se chargeback --help")
	f("fakturera --lang en", "there is no command “fakturera”; see chargeback --help")
	f("help", "det finns inget kommando ”help”; se chargeback --help")
	f("--fart", "det finns inget val --fart; se chargeback --help")
	f("run --fart", "det finns inget val --fart; se chargeback run --help")
	f("run --lang=en --fart", "there is no option --fart; see chargeback run --help")
	f("run -x", "det finns inget val -x; se chargeback run --help")
	f("run --data", "valet --data behöver ett värde; se chargeback run --help")
	f("check --lang", "valet --lang behöver ett värde; se chargeback check --help")
	f("check --lang fr", "”fr” duger inte för --lang; se chargeback check --help")
	f("run --format pdf", "”pdf” duger inte för --format; se chargeback run --help")
	f("run --format pdf --lang en", "“pdf” will not do for --format; see chargeback run --help")
	f("generate --rows många", "”många” duger inte för --rows; se chargeback generate --help")
	f("run mars", "”mars” är ett ord för mycket; se chargeback run --help")
	f("check DATA --lang en", "“"+data+"” is one word too many; see chargeback check --help")

	f("run --data DATA", "ange månaden med --month, till exempel --month 2017-03")
	f("run --data DATA --lang en", "give the month with --month, for example --month 2017-03")
	for _, month := range []string{"2017", "2017-3", "2017-13", "2017-00", "0000-01", "10000-01", "mars", "2017-03-01", "2017-0３"} {
		f("run --data DATA --month "+month, "”"+month+"” är ingen månad; skriv den som 2017-03")
	}
	f("run --data DATA --month 2017-13 --lang en", "“2017-13” is no month; write it as 2017-03")
	const noData = "ange underlaget med --data, en mapp med CSV-filer eller en arbetsbok"
	f("run --month 2017-03", noData)
	f("check", noData)
	f("check --lang en", "give the data set with --data, a folder of CSV files or a workbook")

	const noReceiver = "ange vems rader du vill se med --department eller --cost-center"
	f("explain --data DATA --month 2017-03", noReceiver)
	f("explain --data DATA --month 2017-03 --cost-center 100 --model 7",
		"”7” är ingen modell; skriv system, device, user, port eller project, eller 2–6")
	f("explain --data DATA --month 2017-03 --cost-center 999",
		"det finns ingen sådan rad i månaden; se koderna med chargeback run --format csv")
	f("generate", "ange mappen med --out")
	f("generate --out DATA", "mappen "+data+" är inte tom (där finns categories.csv); välj en ny mapp")
	f("generate --out x --rows -1", "ange antingen --rows, över noll, eller --benchmark")
	f("generate --out x --rows 5 --benchmark", "ange antingen --rows, över noll, eller --benchmark")
	f("generate --out x --month 2017-13", "”2017-13” är ingen månad; skriv den som 2017-03")
}

// TestExitCodesOfTheProgram runs the real program once for each code.
func TestExitCodesOfTheProgram(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	file := filepath.Join(data, "costs.csv")

	got := spawn(t, "run", "--data", data, "--month", "2017-03")
	assert.Equal(t, exitDone, got.code)
	assert.Empty(t, got.stderr)
	assert.Contains(t, got.stdout, "Testköping")

	got = spawn(t)
	assert.Equal(t, exitDone, got.code)
	assert.Contains(t, got.stdout, "Så här skriver du")

	// The parent of the folder is a file: nobody can make it, not even root.
	got = spawn(t, "run", "--data", data, "--month", "2017-03", "--out", filepath.Join(file, "notor"))
	assert.Equal(t, outcome{
		exitFailure, "",
		"chargeback: ”" + file + "” gick inte att skriva eller läsa (en del av sökvägen är ingen mapp); välj en annan plats eller rätta felet, och försök igen\n",
	}, got)

	got = spawn(t, "run", "--data", data, "--month", "mars")
	assert.Equal(t, outcome{exitUsage, "", "chargeback: ”mars” är ingen månad; skriv den som 2017-03\n"}, got)

	got = spawn(t, "run", "--data", data+"x", "--month", "2017-03", "--lang", "en")
	assert.Equal(t, exitBadData, got.code)
	assert.Empty(t, got.stdout)
	assert.Contains(t, got.stderr, "there is no data set at “"+data+"x”")
}

// TestOutputThatCannotBeWritten: a full disk or a closed reader is a failure,
// never silence.
func TestOutputThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	data := folderOf(t, tiny)
	month := []string{"--data", data, "--month", "2017-03"}
	for name, args := range map[string][]string{
		"text": append([]string{"run"}, month...), "json": append([]string{"run", "--format", "json"}, month...),
		"csv":     append([]string{"run", "--format", "csv"}, month...),
		"explain": append([]string{"explain", "--cost-center", "100"}, month...), "check": {"check", "--data", data},
	} {
		t.Run(name, func(t *testing.T) {
			full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
			require.NoError(t, err)
			defer full.Close()
			var stderr strings.Builder
			assert.Equal(t, exitFailure, execute(args, full, &stderr))
			assert.Contains(t, stderr.String(), "gick inte att skriva")

			stderr.Reset()
			assert.Equal(t, exitFailure, execute(args, refusing{syscall.EPIPE}, &stderr))
			assert.Empty(t, stderr.String(), "the reader has seen enough")
		})
	}
}

// refusing cannot be written to.
type refusing struct{ err error }

func (r refusing) Write([]byte) (int, error) { return 0, r.err }

// TestReaderThatWentAway: `chargeback run | head` ends, and not as a success.
func TestReaderThatWentAway(t *testing.T) {
	t.Parallel()
	read, write, err := os.Pipe()
	require.NoError(t, err)
	require.NoError(t, read.Close())
	cmd := process(t, "run", "--data", folderOf(t, tiny), "--month", "2017-03", "--format", "json")
	cmd.Stdout = write
	err = cmd.Run()
	require.NoError(t, write.Close())
	require.Error(t, err)
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	require.True(t, ok)
	assert.True(t, status.Signaled() && status.Signal() == syscall.SIGPIPE || status.ExitStatus() == exitFailure, err)
}

// TestFailureThatIsNoFile tells what it is, whatever it is.
func TestFailureThatIsNoFile(t *testing.T) {
	t.Parallel()
	var stderr strings.Builder
	a := &app{err: &stderr}
	assert.Equal(t, exitFailure, a.report(errors.New("minnet är slut")))
	assert.Equal(t, "chargeback: minnet är slut\n", stderr.String())
}

// TestStoppedBySignal: a command that a signal stopped says so, in whatever way
// the database told it; one that runs until it is stopped is done.
func TestStoppedBySignal(t *testing.T) {
	t.Parallel()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	f := func(ctx context.Context, command string, err error, code int, want string) {
		t.Helper()
		var stderr bytes.Buffer
		a := &app{err: &stderr, lang: words.Swedish}
		assert.Equal(t, code, a.report(ended(ctx, command, err)))
		assert.Contains(t, stderr.String(), want)
		assert.Equal(t, want == "", stderr.Len() == 0)
	}
	noQueue := &chargeback.Error{Code: chargeback.NoQueue, Err: context.Canceled}
	late := &chargeback.Error{Code: chargeback.DatabaseUnreachable, Value: "x", Err: chargeback.ErrNoAnswerYet}
	for _, err := range []error{context.Canceled, noQueue, late} {
		f(stopped, "serve", err, exitDone, "")
		f(stopped, "worker", err, exitDone, "")
		f(stopped, "calculate", err, exitFailure, "avbrutet; det som inte hann bli klart är inte sparat")
	}
	f(t.Context(), "serve", late, exitFailure, "går inte att nå (den svarade inte i tid)")
	f(stopped, "worker", &chargeback.Error{Code: chargeback.DiskFull}, exitFailure, "disken är full")
}

// TestAddressInUse: a server that cannot listen says so in a sentence.
func TestAddressInUse(t *testing.T) {
	t.Parallel()
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	address := taken.Addr().String()
	got := spawn(t, "serve", "--db", filepath.Join(t.TempDir(), "chargeback.db"), "--listen", address)
	require.Equal(t, exitFailure, got.code, got.stderr)
	require.Contains(t, got.stderr, "chargeback: det går inte att svara på "+address+" (något annat svarar redan där); ange en annan adress med --listen")
}
