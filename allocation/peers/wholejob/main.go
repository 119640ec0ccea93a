// Command wholejob lets DuckDB charge a month of a generated data set and reports what it took:
//
//	go run ./wholejob -data DIR -month 2017-03
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"strings"

	"chargeback/allocation/peers"
)

func main() {
	data := flag.String("data", "", "folder of CSV files written by `chargeback generate`")
	month := flag.String("month", "", "the month to charge, YYYY-MM")
	threads := flag.Int("threads", 2, "threads that DuckDB may use")
	departments := flag.Bool("departments", false, "print the sum of every department")
	flag.Parse()
	if *data == "" || *month == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	job, err := peers.RunWholeJob(context.Background(), *data, *month, *threads)
	if err != nil {
		fmt.Fprintln(os.Stderr, "wholejob:", err)
		os.Exit(1)
	}
	if *departments {
		for _, sum := range job.Departments {
			fmt.Printf("%-12s %10d lines %18.2f kr\n", sum.Department, sum.Lines, sum.Billed)
		}
	}
	fmt.Printf("reading and counting  %10.2f s\n", job.Reading.Seconds())
	fmt.Printf("spreading             %10.2f s\n", job.Spreading.Seconds())
	fmt.Printf("total                 %10.2f s\n", (job.Reading + job.Spreading).Seconds())
	fmt.Printf("lines                 %10d   (%d of at least half an öre)\n", job.Lines, job.LinesOfAnOre)
	fmt.Printf("cost                  %18.2f kr\n", job.Cost)
	fmt.Printf("central               %18.2f kr\n", job.Central)
	fmt.Printf("billed                %18.2f kr\n", job.Billed)
	fmt.Printf("not billed            %18.2f kr\n", job.Cost-job.Central-job.Billed)
	fmt.Printf("peak memory           %s\n", peakMemory())
}

// peakMemory is the largest resident size this process has had, as the kernel counts it.
func peakMemory() string {
	file, err := os.Open("/proc/self/status")
	if err != nil {
		return "unknown: " + err.Error()
	}
	defer file.Close()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if size, ok := strings.CutPrefix(lines.Text(), "VmHWM:"); ok {
			return strings.TrimSpace(size)
		}
	}
	return "unknown"
}
