package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"chargeback/internal/sample"
	"chargeback/internal/words"
)

func (a *app) generateCommand() *cobra.Command {
	var (
		out, month string
		rows       int
		seed       uint64
		benchmark  bool
	)
	cmd := &cobra.Command{
		Use:   a.lang.Pick("generate --out MAPP [val]", "generate --out FOLDER [options]"),
		Short: a.lang.Pick("Skapa ett påhittat underlag av valfri storlek", "Make invented source data of any size"),
		Long: a.lang.Pick(`Skapar ett påhittat underlag, för att prova och mäta. Samma val ger samma filer.
Utan --rows blir det en liten kommun på några tusen rader.`,
			`Makes invented source data, to try and to measure. The same options give the same
files. Without --rows it is a small municipality of a few thousand rows.`),
		Example: "  chargeback generate --out prov\n  chargeback generate --out stort --benchmark --month 2017-03\n  chargeback generate --out miljon --rows 1000000 --seed 7",
		Args:    a.noArguments,
		RunE: func(*cobra.Command, []string) error {
			if out == "" {
				return a.usage("ange mappen med --out", "give the folder with --out")
			}
			period, err := a.period(month)
			if err != nil {
				return err
			}
			size := sample.DefaultSize()
			switch {
			case rows < 0 || rows > 0 && benchmark:
				return a.usage("ange antingen --rows, över noll, eller --benchmark", "give either --rows, above zero, or --benchmark")
			case benchmark:
				size = sample.Benchmark()
			case rows > 0:
				size = sample.Benchmark().Scale(rows)
			}
			err = sample.Write(out, size, period.String(), seed)
			if notEmpty := (*sample.NotEmptyError)(nil); errors.As(err, &notEmpty) {
				return a.usage("mappen %s är inte tom (där finns %s); välj en ny mapp", "the folder %s is not empty (it holds %s); choose a new one", out, notEmpty.First)
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, a.lang.Pick("Underlaget ligger i %[1]s: ungefär %[2]s rader för %[3]s.\nBeräkna månaden:  chargeback run --data %[1]s --month %[3]s\n",
				"The source data is in %[1]s: about %[2]s rows for %[3]s.\nCalculate the month:  chargeback run --data %[1]s --month %[3]s\n"),
				out, words.Count(size.Rows()), period)
			return err
		},
	}
	flags := cmd.Flags()
	flags.SortFlags = false
	flags.StringVar(&out, "out", "", a.lang.Pick("`mapp` som skapas; den får inte ha filer", "`folder` to make; it must not hold files"))
	flags.StringVar(&month, "month", "2017-03", a.lang.Pick("`månad` som underlaget är för", "`month` that the data is for"))
	flags.IntVar(&rows, "rows", 0, a.lang.Pick("ungefärligt `antal` rader i alla tabeller tillsammans", "approximate `number` of rows in all tables together"))
	flags.BoolVar(&benchmark, "benchmark", false, a.lang.Pick("storleken som mätningarna görs på: fem miljoner rader", "the size that is measured: five million rows"))
	flags.Uint64Var(&seed, "seed", 1, a.lang.Pick("`frö` för slumpen", "`seed` of the randomness"))
	return cmd
}
