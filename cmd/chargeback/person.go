package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
)

func (a *app) personCommand() *cobra.Command {
	cmd := a.group("person", "Vilka som får göra vad", "Who may do what",
		`  chargeback person add Eva --role admin
  chargeback person add Anna --role finance --as Eva
  chargeback person add Lena --role head --department VOF --as Eva
  chargeback person deputy Bo --from 2017-07-01 --to 2017-07-31 --as Anna
  chargeback person password Lena
  chargeback person list`)
	cmd.AddCommand(a.personListCommand(), a.personAddCommand(), a.personRemoveCommand(), a.personDeputyCommand(),
		a.personPasswordCommand())
	return cmd
}

// group is a command that only holds others.
func (a *app) group(name, swedish, english, example string) *cobra.Command {
	return &cobra.Command{
		Use: name, Short: a.lang.Pick(swedish, english), Example: example,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return a.usage("det finns inget kommando ”%s %s”; se chargeback %s --help", "there is no command “%s %s”; see chargeback %s --help", name, args[0], name)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
}

func (a *app) personListCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: a.lang.Pick("Visa personer, roller och ersättare", "Show persons, roles and deputies"), Args: a.noArguments}
	f := a.onDatabase(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			persons, deputies, err := s.Persons(ctx)
			if err != nil {
				return err
			}
			return report.Persons(a.out, persons, deputies, a.lang)
		})
	}
	return cmd
}

// nameArgument takes the one argument of a command: a person's name.
func (a *app) nameArgument(cmd *cobra.Command, args []string) (string, error) {
	if len(args) != 1 {
		return "", a.usage("ange ett namn, till exempel %s Anna (med citattecken om namnet har blanksteg)", "give one name, for example %s Anna (with quotes if the name has spaces)", cmd.CommandPath())
	}
	return args[0], nil
}

func (a *app) personAddCommand() *cobra.Command {
	var roles, departments, centers []string
	var days spanFlags
	var email, language string
	cmd := &cobra.Command{
		Use:   a.lang.Pick("add NAMN --role ROLL", "add NAME --role ROLE"),
		Short: a.lang.Pick("Registrera en person, eller ändra dess roller och behörigheter", "Register a person, or change their roles and grants"),
		Long: a.lang.Pick(`Rollerna är finance (ekonom), head (förvaltningschef), chief (IT-chef), auditor
(revisor) och admin (administratör). Den första personen ska vara administratör.
Det som anges ersätter det som gällde för personen.`,
			`The roles are finance, head, chief, auditor and admin. The first person must be an
admin. What is given replaces what was known of the person.`),
		Args: cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	cmd.Flags().StringSliceVar(&roles, "role", nil, a.lang.Pick("`roller`, med komma emellan", "`roles`, with commas between"))
	cmd.Flags().StringSliceVar(&departments, "department", nil, a.lang.Pick("`koder` för förvaltningar vars notor personen får läsa", "`codes` of departments whose bills the person may read"))
	cmd.Flags().StringSliceVar(&centers, "cost-center", nil, a.lang.Pick("`koder` för kostnadsställen vars rader personen får läsa", "`codes` of cost centres whose lines the person may read"))
	days.add(a, cmd)
	cmd.Flags().StringVar(&email, "email", "", a.lang.Pick("`adress` för e-post", "`address` for mail"))
	cmd.Flags().StringVar(&language, "language", "", a.lang.Pick("`språk` på sidor och i e-post: sv eller en", "`language` of pages and mail: sv or en"))
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name, err := a.nameArgument(cmd, args)
		if err != nil {
			return err
		}
		person := chargeback.Person{Name: name, Active: true, Email: email, Language: language}
		for _, code := range roles {
			role, ok := chargeback.ParseRole(code)
			if !ok {
				return a.usage("det finns ingen roll ”%s”; rollerna är %s", "there is no role “%s”; the roles are %s", code, strings.Join(chargeback.Roles[1:], ", "))
			}
			person.Roles = append(person.Roles, role)
		}
		span, err := days.span(a)
		if err != nil {
			return err
		}
		for _, code := range departments {
			person.Grants = append(person.Grants, chargeback.Grant{Department: code, Valid: span})
		}
		for _, code := range centers {
			person.Grants = append(person.Grants, chargeback.Grant{CostCenter: code, Valid: span})
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			if err := s.Register(ctx, s.who, person); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.out, a.lang.Pick("%s är registrerad.\n", "%s is registered.\n"), name)
			return err
		})
	}
	return cmd
}

func (a *app) personRemoveCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   a.lang.Pick("deactivate NAMN", "deactivate NAME"),
		Short: a.lang.Pick("Gör en person inaktiv; det den har gjort står kvar", "Make a person inactive; what they did remains"),
		Args:  cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name, err := a.nameArgument(cmd, args)
		if err != nil {
			return err
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			if err := s.Deactivate(ctx, s.who, name); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.out, a.lang.Pick("%s är inte längre aktiv.\n", "%s is no longer active.\n"), name)
			return err
		})
	}
	return cmd
}

func (a *app) personDeputyCommand() *cobra.Command {
	var days spanFlags
	cmd := &cobra.Command{
		Use:   a.lang.Pick("deputy NAMN --from DAG --to DAG", "deputy NAME --from DAY --to DAY"),
		Short: a.lang.Pick("Utse en ersättare för dig själv under vissa dagar", "Appoint a deputy for yourself on given days"),
		Args:  cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	days.add(a, cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name, err := a.nameArgument(cmd, args)
		if err != nil {
			return err
		}
		span, err := days.span(a)
		if err != nil {
			return err
		}
		if days.from == "" || days.to == "" {
			return a.usage("ange både --from och --to: en ersättare utses för givna dagar", "give both --from and --to: a deputy is appointed for given days")
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			if err := s.Appoint(ctx, s.who, chargeback.Deputy{For: s.who.Name, Person: name, Valid: span}); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.out, a.lang.Pick("%s är ersättare för %s %s–%s.\n", "%s is deputy for %s %s–%s.\n"), name, s.who.Name, span.From, span.To)
			return err
		})
	}
	return cmd
}

// spanFlags are the options --from and --to.
type spanFlags struct{ from, to string }

func (f *spanFlags) add(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.from, "from", "", a.lang.Pick("första `dag` det gäller", "first `day` that it is valid"))
	cmd.Flags().StringVar(&f.to, "to", "", a.lang.Pick("sista `dag` det gäller", "last `day` that it is valid"))
}

func (f *spanFlags) span(a *app) (allocation.Span, error) {
	span := allocation.Always
	for _, end := range []struct {
		text string
		to   *allocation.Date
	}{{f.from, &span.From}, {f.to, &span.To}} {
		if end.text == "" {
			continue
		}
		date, ok := allocation.ParseDate(end.text)
		if !ok {
			return span, a.usage("”%s” är ingen dag; skriv den som 2017-03-31", "“%s” is no day; write it as 2017-03-31", end.text)
		}
		*end.to = date
	}
	if span.From > span.To {
		return span, a.usage("--from ligger efter --to; byt plats på dem", "--from is after --to; swap them")
	}
	return span, nil
}
