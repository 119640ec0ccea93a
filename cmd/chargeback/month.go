package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
)

func (a *app) monthCommand() *cobra.Command {
	cmd := a.group("month", "En månads liv: beräkna, godkänn, stäng, rätta", "A month's life: calculate, approve, close, correct",
		`  chargeback month list
  chargeback month calculate 2017-03 --as Anna
  chargeback month approve 2017-03 --as Bo
  chargeback month close 2017-03 --as Anna
  chargeback month correct 2017-03 --as Anna
  chargeback month show 2017-03 --format json`)
	cmd.Long = a.lang.Pick(`En månad är öppen, beräknad, godkänd och till sist stängd.

Den som beräknar kan inte godkänna. En stängd månad ändras aldrig: fel rättas i
nästa öppna månad, och allt som sker skrivs i en logg som inte går att ändra.`,
		`A month is open, calculated, approved and finally closed.

Who calculates cannot approve. A closed month never changes: mistakes are
corrected in the next open month, and everything is written in a log that cannot
be changed.`)
	cmd.AddCommand(a.monthListCommand(), a.monthShowCommand(), a.monthCalculateCommand(),
		a.oneMonth("approve", "Godkänn en beräknad månad, som en annan person än den som beräknade",
			"Approve a calculated month, as another person than the one who calculated", a.approve),
		a.monthCloseCommand(),
		a.oneMonth("correct", "Räkna om en stängd månad och debitera skillnaden i nästa öppna",
			"Charge a closed month anew and bill the difference in the next open one", a.correct),
		a.oneMonth("compare", "Jämför en månad med vad förvaltningarna betalade på det gamla sättet (tabellen history)",
			"Compare a month with what departments paid the old way (table history)", a.compare),
	)
	return cmd
}

func (a *app) monthListCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "list",
		Short: a.lang.Pick("Visa alla månader och vad de väntar på", "Show all months and what they wait for"),
		Args:  a.noArguments,
	}
	f := a.onDatabase(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			list, err := s.Overview(ctx, s.who)
			if err != nil {
				return err
			}
			return report.Months(a.out, list, a.lang)
		})
	}
	return cmd
}

func (a *app) monthShowCommand() *cobra.Command {
	format := &choice{"text", []string{"text", "json", "csv"}}
	corrected := false
	cmd := a.oneMonth("show", "Visa en månad som den är debiterad, eller med alla rättelser", "Show a month as billed, or with all corrections",
		func(ctx context.Context, s *session, p allocation.Period) error {
			view, err := s.Show(ctx, s.who, p, corrected)
			if err != nil {
				return err
			}
			switch format.value {
			case "json":
				return report.StoredJSON(a.out, view.Result, view.Status, a.lang)
			case "csv":
				return report.CSV(a.out, view.Result)
			}
			if err := a.summary(view.Result, view.Names); err != nil {
				return err
			}
			if err := report.Corrected(a.out, view.Chain, corrected, p, a.lang); err != nil {
				return err
			}
			return a.status(ctx, s, view.Status)
		})
	cmd.Flags().Var(format, "format", a.lang.Pick("text för människor, json eller csv för program", "text for people, json or csv for programs"))
	cmd.Flags().BoolVar(&corrected, "corrected", false, a.lang.Pick("månaden som den är med alla senare rättelser", "the month as it is with all later corrections"))
	return cmd
}

func (a *app) monthCalculateCommand() *cobra.Command {
	dry := false
	cmd := a.oneMonth("calculate", "Beräkna en månad", "Calculate a month",
		func(ctx context.Context, s *session, p allocation.Period) error {
			if dry {
				run, err := s.DryRun(ctx, s.who, p)
				if err != nil {
					return err
				}
				if err := report.Summary(a.out, run.Result(), run.Month, a.lang); err != nil {
					return err
				}
				_, err = fmt.Fprint(a.out, a.lang.Pick("\nInget är sparat.\n", "\nNothing was kept.\n"))
				return err
			}
			return a.calculate(ctx, s, p)
		})
	cmd.Flags().BoolVar(&dry, "dry-run", false, a.lang.Pick("räkna utan att spara", "calculate and keep nothing"))
	return cmd
}

func (a *app) calculate(ctx context.Context, s *session, p allocation.Period) error {
	done, err := s.Calculate(ctx, s.who, p)
	if err != nil {
		return err
	}
	if !done.Run.Month.HasCosts() {
		a.warnEmpty(p)
	}
	if err := a.summary(done.Run.Result(), done.Run.Month); err != nil {
		return err
	}
	return a.status(ctx, s, done.Status)
}

// summary writes a month's bills, with room for what follows.
func (a *app) summary(result *chargeback.Result, names *chargeback.Month) error {
	if err := report.Summary(a.out, result, names, a.lang); err != nil {
		return err
	}
	_, err := fmt.Fprintln(a.out)
	return err
}

// status writes where a month stands, and what it bills where that is more than
// its own lines.
func (a *app) status(ctx context.Context, s *session, m chargeback.MonthStatus) error {
	bills, err := s.MonthBills(ctx, s.who, m.Period)
	if err != nil {
		return err
	}
	if err := report.Billed(a.out, bills, a.lang); err != nil {
		return err
	}
	return report.Status(a.out, m, a.lang)
}

func (a *app) approve(ctx context.Context, s *session, p allocation.Period) error {
	status, err := s.Approve(ctx, s.who, p)
	if err != nil {
		return err
	}
	return a.status(ctx, s, status)
}

func (a *app) monthCloseCommand() *cobra.Command {
	reason := ""
	cmd := a.oneMonth("close", "Stäng en godkänd månad för alltid", "Close an approved month for ever",
		func(ctx context.Context, s *session, p allocation.Period) error {
			status, err := s.Close(ctx, s.who, p, reason)
			if err != nil {
				return err
			}
			return a.status(ctx, s, status)
		})
	cmd.Flags().StringVar(&reason, "accept-unallocated", "", a.lang.Pick("`skäl` till att pengar som är ej fördelade får stanna på IT", "`reason` why unallocated money may stay with IT"))
	return cmd
}

func (a *app) correct(ctx context.Context, s *session, p allocation.Period) error {
	c, err := s.Correct(ctx, s.who, p)
	if err != nil {
		return err
	}
	view, err := s.Show(ctx, s.who, p, false)
	if err != nil {
		return err
	}
	return report.Correction(a.out, c, view.Names, a.lang)
}

func (a *app) compare(ctx context.Context, s *session, p allocation.Period) error {
	list, err := s.Compare(ctx, s.who, p)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return &chargeback.Error{Code: chargeback.NoHistory, Args: []string{p.String()}}
	}
	return report.Comparison(a.out, p, list, a.lang)
}

func (a *app) verifyCommand() *cobra.Command {
	return a.oneMonth("verify", "Bevisa en stängd månad: räkna om den, pröva reglerna och kontrollera loggen",
		"Prove a closed month: recompute it, try the laws and check the log",
		func(ctx context.Context, s *session, p allocation.Period) error {
			proof, err := s.Verify(ctx, s.who, p)
			if err != nil {
				return err
			}
			if len(proof.Faults) == 0 {
				return report.Proved(a.out, proof, a.lang)
			}
			if err := report.NotProved(a.err, proof, a.lang); err != nil {
				return err
			}
			return errNotProved
		})
}
