// Command compare measures the whole job as two processes beside each other: `chargeback run` and DuckDB
// (`go run ./wholejob`) charge the same month of the same generated files, taking turns.
//
//	make wholejob
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"chargeback/internal/sample"
)

const month = "2017-03"

func main() {
	root := flag.String("root", "../..", "folder of the product's module")
	rounds := flag.Int("rounds", 3, "how often each is measured")
	alone := flag.String("alone", "100000 1000000 10000000", "sizes in rows to measure ours alone with")
	flag.Parse()
	if err := compare(*root, *rounds, strings.Fields(*alone)); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

func compare(root string, rounds int, alone []string) error {
	dir, err := os.MkdirTemp("", "peers-wholejob-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ours, duckdb := filepath.Join(dir, "chargeback"), filepath.Join(dir, "wholejob")
	if err := build(root, "0", ours, "./cmd/chargeback"); err != nil {
		return err
	}
	if err := build(".", "1", duckdb, "./wholejob"); err != nil {
		return err
	}

	fmt.Printf("%-12s %10s %10s %12s %10s %10s %10s\n", "", "rows", "seconds", "rows/s", "ns/row", "CPU s", "peak MB")
	data, rows, err := generate(dir, sample.Benchmark())
	if err != nil {
		return err
	}
	// One round unmeasured, so that both find the files in memory.
	if err := sameBill(ours, duckdb, data); err != nil {
		return err
	}
	var took [2][]measured
	for range rounds {
		for i, command := range [][]string{runOurs(ours, data), runDuckDB(duckdb, data)} {
			m, err := measure(command)
			if err != nil {
				return err
			}
			m.print([]string{"chargeback", "duckdb"}[i], rows)
			took[i] = append(took[i], m)
		}
	}
	us, they := middle(took[0]), middle(took[1])
	us.print("= chargeback", rows)
	they.print("= duckdb", rows)
	fmt.Printf("duckdb takes %.1f times as long and %.1f times the memory\n", they.seconds/us.seconds, they.megabytes/us.megabytes)

	for _, text := range alone {
		size, err := strconv.Atoi(text)
		if err != nil {
			return err
		}
		if err := os.RemoveAll(data); err != nil {
			return err
		}
		if data, rows, err = generate(dir, sample.Benchmark().Scale(size)); err != nil {
			return err
		}
		var took []measured
		for range rounds {
			m, err := measure(runOurs(ours, data))
			if err != nil {
				return err
			}
			took = append(took, m)
		}
		middle(took).print("chargeback", rows)
	}
	return nil
}

func runOurs(program, data string) []string {
	return []string{program, "run", "--data", data, "--month", month}
}

func runDuckDB(program, data string) []string {
	return []string{program, "-data", data, "-month", month}
}

func build(dir, cgo, program, from string) error {
	cmd := exec.Command("go", "build", "-o", program, from)
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	cmd.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("building %s: %w", from, err)
	}
	return nil
}

// generate writes a data set and counts its rows, without the headers.
func generate(dir string, size sample.Size) (data string, rows int, err error) {
	data = filepath.Join(dir, "data")
	if err := sample.Write(data, size, month, 1); err != nil {
		return "", 0, err
	}
	files, err := filepath.Glob(filepath.Join(data, "*.csv"))
	if err != nil {
		return "", 0, err
	}
	for _, name := range files {
		lines, err := countLines(name)
		if err != nil {
			return "", 0, err
		}
		rows += lines - 1
	}
	return data, rows, nil
}

func countLines(name string) (lines int, err error) {
	file, err := os.Open(name)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	buffer := make([]byte, 1<<16)
	for {
		n, err := file.Read(buffer)
		lines += bytes.Count(buffer[:n], []byte{'\n'})
		if err == io.EOF {
			return lines, nil
		}
		if err != nil {
			return 0, err
		}
	}
}

// sameBill lets both charge the month, and fails where they do not bill the same to a ten-millionth: DuckDB
// charges fractions of the öre of accrued costs, where the engine apportions whole ones over the months.
func sameBill(ours, duckdb, data string) error {
	exact, err := billedByOurs(runOurs(ours, data))
	if err != nil {
		return err
	}
	output, err := exec.Command(duckdb, runDuckDB(duckdb, data)[1:]...).Output()
	if err != nil {
		return fmt.Errorf("duckdb: %w", err)
	}
	for line := range strings.Lines(string(output)) {
		if text, ok := strings.CutPrefix(line, "billed "); ok {
			floats, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(text), " kr"), 64)
			if err != nil {
				return err
			}
			if math.Abs(floats-exact) > 1e-7*exact {
				return fmt.Errorf("duckdb bills %.2f kr, chargeback %.2f kr", floats, exact)
			}
			return nil
		}
	}
	return fmt.Errorf("duckdb does not say what it bills: %s", output)
}

// billedByOurs reads the totals, which stand before the lines, and leaves the lines unread.
func billedByOurs(command []string) (float64, error) {
	cmd := exec.Command(command[0], append(command[1:], "--format", "json")...)
	output, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	billed, err := readBilled(output)
	output.Close()
	_ = cmd.Wait() // it fails as nobody reads on
	return billed, err
}

func readBilled(output io.Reader) (float64, error) {
	decoder := json.NewDecoder(output)
	for {
		token, err := decoder.Token()
		if err != nil {
			return 0, fmt.Errorf("chargeback --format json: %w", err)
		}
		if token == "totals" {
			var totals struct{ Billed string }
			if err := decoder.Decode(&totals); err != nil {
				return 0, fmt.Errorf("chargeback --format json: %w", err)
			}
			return strconv.ParseFloat(totals.Billed, 64)
		}
	}
}

type measured struct{ seconds, cpu, megabytes float64 }

// measure runs a command to its end. What it says on standard output is thrown away.
func measure(command []string) (measured, error) {
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return measured{}, fmt.Errorf("%s: %w", strings.Join(command, " "), err)
	}
	seconds := time.Since(start).Seconds()
	cpu := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	// Linux counts in KiB. A new process starts with the peak of the one that started it: this one stays small.
	peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
	return measured{seconds, cpu.Seconds(), float64(peak) * 1024 / 1e6}, nil
}

// middle is the run that took the median time.
func middle(runs []measured) measured {
	slices.SortFunc(runs, func(a, b measured) int { return cmp.Compare(a.seconds, b.seconds) })
	return runs[len(runs)/2]
}

func (m measured) print(name string, rows int) {
	fmt.Printf("%-12s %10d %10.2f %12.0f %10.0f %10.2f %10.0f\n",
		name, rows, m.seconds, float64(rows)/m.seconds, m.seconds*1e9/float64(rows), m.cpu, m.megabytes)
}
