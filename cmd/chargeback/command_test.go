package main

import (
	"bytes"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tiny is a set that a reader can charge in the head: 100 kr over three
// computers, 50 kr that stays on IT's own budget.
var tiny = map[string]string{
	"settings.csv":     "key,value\nname,Testköping\nit_cost_center,900\n",
	"departments.csv":  "code,name,kind\nIT,IT-avdelningen,it\nSKOL,Skolan,administration\nVARD,Vården,administration\n",
	"cost_centers.csv": "code,name,department\n100,Norra skolan,SKOL\n200,Äldreboendet,VARD\n900,IT-drift,IT\n",
	"categories.csv":   "code,cost_type,name\nPC,Inköp,Datorer\nSTAB,Lönekostnader,Stab\n",
	"rules.csv":        "category,model,share\nPC,device,1\nSTAB,central,1\n",
	"devices.csv":      "id,class,cost_center\nd1,staff,100\nd2,staff,100\nd3,staff,200\n",
	"costs.csv":        "id,date,category,amount\nk1,2017-03-10,PC,100.00\nk2,2017-03-31,STAB,50.00\n",
}

// gone in place of a file's content means that there is no such file.
const gone = "\x00gone"

// with returns tiny with some files changed.
func with(changes map[string]string) map[string]string {
	files := maps.Clone(tiny)
	maps.Copy(files, changes)
	maps.DeleteFunc(files, func(_, content string) bool { return content == gone })
	return files
}

// folderOf writes files into a new folder.
func folderOf(t testing.TB, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600))
	}
	return folder
}

// outcome is what a command left behind.
type outcome struct {
	code           int
	stdout, stderr string
}

// call runs a command line in this process.
func call(args ...string) outcome {
	var stdout, stderr bytes.Buffer
	code := execute(args, &stdout, &stderr)
	return outcome{code, stdout.String(), stderr.String()}
}

// done is call for a command that must succeed silently.
func done(t testing.TB, args ...string) string {
	t.Helper()
	got := call(args...)
	require.Equal(t, outcome{exitDone, got.stdout, ""}, got)
	return got.stdout
}

// binary is the real program, built when it is first asked for.
var binary = sync.OnceValues(func() (path string, err error) {
	folder, err := os.MkdirTemp("", "chargeback-test-*")
	if err != nil {
		return "", err
	}
	leave(folder)
	path = filepath.Join(folder, "chargeback")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		os.Stderr.Write(out)
	}
	return path, err
})

// leftovers are folders that all tests share, to be removed at the end.
var leftovers struct {
	sync.Mutex
	folders []string
}

func leave(folder string) {
	leftovers.Lock()
	defer leftovers.Unlock()
	leftovers.folders = append(leftovers.folders, folder)
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, folder := range leftovers.folders {
		os.RemoveAll(folder)
	}
	os.Exit(code)
}

// process prepares a command line of the real program.
func process(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	path, err := binary()
	require.NoError(t, err)
	return exec.Command(path, args...)
}

// spawn runs a command line as a process of its own.
func spawn(t testing.TB, args ...string) outcome {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := process(t, args...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		require.IsType(t, &exec.ExitError{}, err)
	}
	return outcome{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// absent says that there is no such file.
func absent(t testing.TB, path string) {
	t.Helper()
	_, err := os.Lstat(path)
	assert.ErrorIs(t, err, os.ErrNotExist)
}

// lines cuts a text into its lines.
func lines(text string) []string {
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}
