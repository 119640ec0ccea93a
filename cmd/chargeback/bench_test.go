package main

import (
	"io"
	"os"
	"testing"

	"chargeback/internal/sample"
)

// BenchmarkRun is the whole job: read, check and count a generated data set,
// charge the month, and write its summary. BENCH_ROWS adds a size of its own.
func BenchmarkRun(b *testing.B) {
	sizes := map[string]sample.Size{
		"rows=100000":  sample.Benchmark().Scale(100_000),
		"rows=1000000": sample.Benchmark().Scale(1_000_000),
	}
	switch os.Getenv("BENCH_ROWS") {
	case "5000000":
		sizes["rows=5000000"] = sample.Benchmark()
	case "10000000":
		sizes["rows=10000000"] = sample.Benchmark().Scale(10_000_000)
	}
	for name, size := range sizes {
		b.Run(name, func(b *testing.B) {
			folder := b.TempDir()
			if err := sample.Write(folder, size, "2017-03", 1); err != nil {
				b.Fatal(err)
			}
			args := []string{"run", "--data", folder, "--month", "2017-03"}
			for b.Loop() {
				if code := execute(args, io.Discard, os.Stderr); code != exitDone {
					b.Fatalf("exit code %d", code)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size.Rows()), "ns/row")
		})
	}
}
