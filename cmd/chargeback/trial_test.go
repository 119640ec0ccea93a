package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"chargeback/internal/postgres"
)

// rounds is how often a trial is repeated: quick in an ordinary test, as often
// as TRUST asks with `make trial`.
func rounds(quick, full int) int {
	if os.Getenv("CHARGEBACK_TRIAL") != "" {
		return full
	}
	return quick
}

// place is a database for real processes.
type place struct {
	t   testing.TB
	url string
}

// onEachDatabase runs a test with the real program on a new database of each
// kind.
func onEachDatabase(t *testing.T, test func(*testing.T, place)) {
	t.Run("sqlite", func(t *testing.T) { test(t, place{t, filepath.Join(t.TempDir(), "chargeback.db")}) })
	t.Run("postgres", func(t *testing.T) {
		owner, application := postgres.Start(t).Database(t)
		require.Equal(t, outcome{exitDone, "Databasen är uppgraderad.\n", ""}, spawn(t, "migrate", "--db", owner, "--role", "application"))
		test(t, place{t, application})
	})
}

// as runs a command of somebody on the database.
func (p place) as(person string, args ...string) outcome {
	return spawn(p.t, append(args, "--db", p.url, "--as", person)...)
}

// must is as for a command that succeeds.
func (p place) must(person string, args ...string) string {
	p.t.Helper()
	got := p.as(person, args...)
	require.Equal(p.t, exitDone, got.code, "%v: %s", args, got.stderr)
	return got.stdout
}

// killed starts a command and kills it after a while; it reports whether the
// command was done before.
func (p place) killed(after time.Duration, person string, args ...string) (done bool) {
	p.t.Helper()
	cmd := process(p.t, append(args, "--db", p.url, "--as", person)...)
	require.NoError(p.t, cmd.Start())
	timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	timer.Stop()
	return err == nil
}

// yearOf is the tiny set with a cost in each of some months.
func yearOf(months int) map[string]string {
	costs := "id,date,category,amount\n"
	for m := range months {
		costs += fmt.Sprintf("k%d,%04d-%02d-10,PC,%d.37\ns%d,%04d-%02d-10,STAB,50.00\n", m, 2012+m/12, 1+m%12, 100+m, m, 2012+m/12, 1+m%12)
	}
	return with(map[string]string{"costs.csv": costs})
}

// TestTheWholePath is what the README shows, as processes: import, calculate,
// approve as someone else, close, change a fact in the past, correct, verify.
func TestTheWholePath(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, p place) {
		folder := folderOf(t, yearOf(3))
		p.must("Anna", "import", folder)
		require.Contains(t, p.must("Anna", "import", folder), "är redan inläst")
		p.must("Anna", "month", "calculate", "2012-01")
		refused := p.as("Anna", "month", "approve", "2012-01")
		require.Equal(t, outcome{exitFailure, "", "chargeback: Anna beräknade 2012-01; en annan person behöver godkänna månaden\n"}, refused)
		p.must("Bo", "month", "approve", "2012-01")
		require.Contains(t, p.must("Anna", "month", "close", "2012-01"), "januari 2012: stängd")
		again := p.as("Anna", "month", "calculate", "2012-01")
		require.Equal(t, exitFailure, again.code)
		require.Contains(t, again.stderr, "2012-01 är stängd sedan")

		late := folderOf(t, map[string]string{"devices.csv": "id,class,cost_center\nd2,staff,200\n"})
		require.Contains(t, p.must("Anna", "import", late), "Ändringen gäller januari 2012, som är stängd.")
		require.Contains(t, p.must("Anna", "month", "list"), "rättelse: underlaget har ändrats")
		correction := p.must("Anna", "month", "correct", "2012-01")
		for _, text := range []string{"Rättelse · januari 2012", " Skolan ", " Vården ", "kommer med på notorna för februari 2012, som 4 rader som vänder och ersätter"} {
			require.Contains(t, correction, text)
		}
		require.Contains(t, p.must("Anna", "month", "show", "2012-01"), "Siffrorna ovan är som månaden stängdes.")
		require.Contains(t, p.must("Anna", "month", "show", "2012-01", "--corrected"), "Siffrorna ovan är med rättelserna.")
		for _, step := range [][]string{{"Anna", "calculate"}, {"Bo", "approve"}, {"Anna", "close"}} {
			told := p.must(step[0], "month", step[1], "2012-02")
			require.Contains(t, told, "+ Rättelse av januari 2012", "who approves and closes sees all that is billed")
			require.Contains(t, told, "= Notor")
		}
		corrected := p.must("Anna", "month", "show", "2012-01", "--format", "json", "--corrected")
		fresh := done(t, "run", "--data", folderOf(t, with(map[string]string{
			"costs.csv": yearOf(3)["costs.csv"], "devices.csv": "id,class,cost_center\nd1,staff,100\nd2,staff,200\nd3,staff,200\n",
		})), "--month", "2012-01", "--format", "json")
		require.Equal(t, withoutState(t, fresh), withoutState(t, corrected), "as billed + all corrections = a fresh run")
		require.Contains(t, p.must("Anna", "verify", "2012-01"), "✓ Debiterat plus 1 rättelse")
		require.Contains(t, p.must("Anna", "audit", "verify"), "Loggen är hel")
	})
}

// withoutState reads the object of SPEC §8 and drops what a stored month adds.
func withoutState(t *testing.T, text string) map[string]any {
	t.Helper()
	object := map[string]any{}
	require.NoError(t, json.Unmarshal([]byte(text), &object))
	delete(object, "state")
	delete(object, "run")
	return object
}

// TestKilledAtAnyMoment (TRUST C2.1): whatever is killed whenever, the next
// command goes on without a manual step, and what came out is what an
// undisturbed life comes to.
func TestKilledAtAnyMoment(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, p place) {
		const months = 6
		folder := folderOf(t, yearOf(months))
		random := rand.New(rand.NewPCG(20171, uint64(len(p.url))))
		pause := func() time.Duration { return time.Duration(random.IntN(60_000)) * time.Microsecond }
		kills := map[string]int{}
		until := func(phase, person string, args ...string) {
			for n := rounds(6, 60); n > 0; n-- {
				if p.killed(pause(), person, args...) {
					return
				}
				kills[phase]++
			}
			got := p.as(person, args...)
			settled := got.code == exitDone || strings.Contains(got.stderr, "är stängd sedan") || strings.Contains(got.stderr, "inget att rätta")
			require.True(t, settled, "%v: %s", args, got.stderr)
		}
		until("import", "Anna", "import", folder)
		for m := range months - 1 {
			month := fmt.Sprintf("2012-%02d", m+1)
			until("calculate", "Anna", "month", "calculate", month)
			until("approve", "Bo", "month", "approve", month)
			until("close", "Anna", "month", "close", month)
		}
		late := folderOf(t, map[string]string{"devices.csv": "id,class,cost_center,from\nd2,staff,200,2012-02-10\n"})
		until("import", "Anna", "import", late)
		for m := 2; m < months; m++ {
			until("correct", "Anna", "month", "correct", fmt.Sprintf("2012-%02d", m))
		}
		for m := range months - 1 {
			p.must("Anna", "verify", fmt.Sprintf("2012-%02d", m+1))
		}
		p.must("Anna", "audit", "verify")
		log := p.must("Anna", "audit", "list")
		assert.Equal(t, 2, strings.Count(log, "  import "), "each import once")
		assert.Equal(t, months-1, strings.Count(log, "  close "), "each month closed once")
		assert.Equal(t, months-2, strings.Count(log, "  correct "), "each correction once")
		t.Logf("kill -9: %v", kills)
	})
}

// TestStartsAtOnce (TRUST C3.1): 32 starts over processes give one run.
func TestStartsAtOnce(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, p place) {
		p.must("Anna", "import", folderOf(t, yearOf(2)))
		for round := range rounds(1, 20) {
			month := fmt.Sprintf("2012-%02d", 1+round%2)
			results := make([]outcome, 32)
			var group sync.WaitGroup
			slots := make(chan struct{}, 8)
			for i := range results {
				group.Go(func() {
					slots <- struct{}{}
					defer func() { <-slots }()
					results[i] = p.as("Anna", "month", "calculate", month)
				})
			}
			group.Wait()
			run := regexp.MustCompile(`körning ([0-9a-f]{64})`)
			ids := map[string]int{}
			for _, r := range results {
				require.Equal(t, exitDone, r.code, r.stderr)
				ids[run.FindStringSubmatch(r.stdout)[1]]++
			}
			require.Len(t, ids, 1, "one run, and everybody is told its id")
		}
		log := p.must("Anna", "audit", "list")
		assert.LessOrEqual(t, strings.Count(log, "  calculate "), 2)
	})
}

// TestTwoClose (bug 6): of two who close at once, one does.
func TestTwoClose(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, p place) {
		months := rounds(3, 50)
		p.must("Anna", "import", folderOf(t, yearOf(months)))
		for m := range months {
			month := fmt.Sprintf("%04d-%02d", 2012+m/12, 1+m%12)
			p.must("Anna", "month", "calculate", month)
			p.must("Bo", "month", "approve", month)
			results := make([]outcome, 2)
			var group sync.WaitGroup
			for i := range results {
				group.Go(func() { results[i] = p.as("Anna", "month", "close", month) })
			}
			group.Wait()
			require.Equal(t, 1, results[0].code+results[1].code, "%v", results)
		}
		overview := p.must("Anna", "month", "show", "2012-01")
		require.Contains(t, overview, "verifikat 1\n")
		require.Contains(t, p.must("Anna", "month", "show", fmt.Sprintf("%04d-%02d", 2012+(months-1)/12, 1+(months-1)%12)), "verifikat "+strconv.Itoa(months)+"\n")
	})
}

// TestWorkersShareABackTest (issue 3, part 7): months are spread over workers;
// kill -9 of one loses nothing, and the result is the single process's to the
// byte.
func TestWorkersShareABackTest(t *testing.T) {
	months := rounds(24, 60)
	last := fmt.Sprintf("%04d-%02d", 2012+(months-1)/12, 1+(months-1)%12)
	folder := folderOf(t, yearOf(months))
	alone := place{t, filepath.Join(t.TempDir(), "alone.db")}
	alone.must("Anna", "import", folder)
	want := alone.must("Anna", "back-test", "2012-01", last, "--format", "json")

	owner, application := postgres.Start(t).Database(t)
	require.Equal(t, exitDone, spawn(t, "migrate", "--db", owner, "--role", "application").code)
	p := place{t, application}
	p.must("Anna", "import", folder)
	bare, _ := postgres.Start(t).Database(t)
	lacking := spawn(t, "worker", "--db", bare, "--as", "Anna")
	require.Equal(t, exitFailure, lacking.code)
	require.Contains(t, lacking.stderr, "databasen saknar tabellerna för delat arbete")
	workers := make([]*exec.Cmd, 3)
	for i := range workers {
		workers[i] = process(t, "worker", "--db", application, "--workers", "1", "--timeout", "2s", "--rescue", "3s")
		require.NoError(t, workers[i].Start())
	}
	defer func() {
		for _, w := range workers[1:] {
			_ = w.Process.Signal(os.Interrupt)
			_ = w.Wait()
		}
	}()
	kill := time.AfterFunc(400*time.Millisecond, func() { _ = workers[0].Process.Kill() })
	got := p.as("Anna", "back-test", "2012-01", last, "--format", "json")
	kill.Stop()
	_ = workers[0].Process.Kill()
	_ = workers[0].Wait()
	require.Equal(t, exitDone, got.code, got.stderr)
	require.Equal(t, want, got.stdout, "the same bytes on one process and on three")
}

// TestServersOfOneFile (TRUST C3.6): a second server is refused in a sentence;
// commands work beside the first, and SIGTERM ends it with exit 0.
func TestServersOfOneFile(t *testing.T) {
	p := place{t, filepath.Join(t.TempDir(), "chargeback.db")}
	p.must("Anna", "import", folderOf(t, yearOf(2)))
	// A server registers an administrator where there is no person yet.
	p.must("Eva", "person", "add", "Eva", "--role", "admin")
	p.must("Eva", "person", "add", "Anna", "--role", "finance")
	var log lockedBuffer
	server := process(t, "serve", "--db", p.url, "--listen", "127.0.0.1:0")
	server.Stderr = &log
	require.NoError(t, server.Start())
	defer server.Process.Kill()
	require.Eventually(t, func() bool { return strings.Contains(log.String(), "serving") }, 10*time.Second, 10*time.Millisecond)
	second := p.as("Anna", "serve", "--listen", "127.0.0.1:0")
	require.Equal(t, exitFailure, second.code)
	require.Contains(t, second.stderr, "en server använder redan")
	require.Contains(t, p.must("Anna", "month", "show", "2012-01"), "beräknad av klockan", "it calculated what had ended")
	p.must("Anna", "month", "list")
	require.NoError(t, server.Process.Signal(syscall.SIGTERM))
	require.NoError(t, server.Wait(), log.String())
}

// lockedBuffer takes the output of a process while a test reads it.
type lockedBuffer struct {
	mutex  sync.Mutex
	buffer bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return b.buffer.String()
}

// TestYearIsQuick: from an empty database to twelve closed months, 37
// processes, in under ten seconds of the processor. The clock is only told:
// others may want the machine too.
func TestYearIsQuick(t *testing.T) {
	p := place{t, filepath.Join(t.TempDir(), "chargeback.db")}
	_, err := binary()
	require.NoError(t, err)
	started, before := time.Now(), childrenTime(t)
	p.must("Anna", "import", "../../fixtures/molndal")
	for m := range 12 {
		month := fmt.Sprintf("2017-%02d", m+1)
		p.must("Anna", "month", "calculate", month)
		p.must("Bo", "month", "approve", month)
		p.must("Anna", "month", "close", month, "--accept-unallocated", "portar saknas i inventariet")
	}
	took := childrenTime(t) - before
	t.Logf("twelve closed months in %s, %s of the processor", time.Since(started), took)
	assert.Less(t, took, 10*time.Second)
}

// childrenTime is how long the processes that have ended have used the
// processor.
func childrenTime(t *testing.T) time.Duration {
	var used syscall.Rusage
	require.NoError(t, syscall.Getrusage(syscall.RUSAGE_CHILDREN, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
