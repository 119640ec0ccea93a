package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"chargeback/internal/audit"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
)

func (a *app) auditCommand() *cobra.Command {
	cmd := a.group("audit", "Loggen: vem som gjorde vad, och att inget är ändrat", "The log: who did what, and that nothing was changed",
		`  chargeback audit list
  chargeback audit verify
  chargeback audit verify --head 41:9f2c…   mot kedjans slut på en utskriven nota`)
	cmd.AddCommand(a.auditListCommand(), a.auditVerifyCommand())
	return cmd
}

func (a *app) auditListCommand() *cobra.Command {
	from := int64(1)
	cmd := &cobra.Command{Use: "list", Short: a.lang.Pick("Visa händelserna i ordning", "Show the events in order"), Args: a.noArguments}
	f := a.onDatabase(cmd)
	cmd.Flags().Int64Var(&from, "from", 1, a.lang.Pick("första händelsens `nummer`", "`number` of the first event"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			return s.EachEvent(ctx, s.who, from, func(e *audit.Event) error { return report.Event(a.out, e) })
		})
	}
	return cmd
}

func (a *app) auditVerifyCommand() *cobra.Command {
	var heads []string
	cmd := &cobra.Command{
		Use:   "verify",
		Short: a.lang.Pick("Kontrollera att loggens kedja är hel", "Check that the log's chain is whole"),
		Long: a.lang.Pick(`Läser hela loggen och räknar om kedjan. En ändrad, borttagen, inskjuten eller
flyttad händelse upptäcks. Att loggen är avkortad i slutet märks mot de stängda
månaderna, och mot kedjans slut på en utskriven nota, som ges med --head.`,
			`Reads the whole log and computes the chain anew. An event that was changed,
removed, inserted or moved is detected. That the log was cut at its end shows
against the closed months, and against the head on a printed bill, given with
--head.`),
		Args: a.noArguments,
	}
	f := a.onDatabase(cmd)
	cmd.Flags().StringArrayVar(&heads, "head", nil, a.lang.Pick("`nummer:hash` från en nota, ett verifikat eller en utskrift; får anges flera gånger", "`number:hash` from a bill, voucher or print; may be given several times"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		seen, err := a.heads(heads)
		if err != nil {
			return err
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			head, problem, err := s.VerifyChain(ctx, s.who, seen)
			switch {
			case err != nil:
				return err
			case problem != nil:
				return chainError(problem)
			}
			_, err = fmt.Fprintf(a.out, a.lang.Pick("Loggen är hel: %d händelser, den sista är %s.\n", "The log is whole: %d events, the last is %s.\n"), head.Number, head.Hash)
			return err
		})
	}
	return cmd
}

// heads reads heads that somebody has seen.
func (a *app) heads(texts []string) ([]audit.Head, error) {
	var heads []audit.Head
	for _, text := range texts {
		number, hash, ok := strings.Cut(text, ":")
		n, err := strconv.ParseInt(number, 10, 64)
		if !ok || err != nil || n < 1 || len(hash) != 64 {
			return nil, a.usage("”%s” är inget slut på en kedja; skriv nummer:hash som de står på notan", "“%s” is no head of a chain; write number:hash as they stand on the bill", text)
		}
		heads = append(heads, audit.Head{Number: n, Hash: strings.ToLower(hash)})
	}
	return heads, nil
}

// chainError is what is wrong with a chain, as an error.
func chainError(p *audit.Problem) error {
	code := map[audit.Fault]chargeback.Code{
		audit.Changed: chargeback.ChainChanged, audit.Missing: chargeback.ChainMissing, audit.Broken: chargeback.ChainBroken,
		audit.Truncated: chargeback.ChainTruncated, audit.Replaced: chargeback.ChainReplaced,
	}[p.Fault]
	return &chargeback.Error{Code: code, Args: []string{strconv.FormatInt(p.Number, 10)}}
}
