package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"chargeback/allocation"
	"chargeback/internal/auth"
	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/report"
)

func (a *app) tokenCommand() *cobra.Command {
	cmd := a.group("token", "Nycklar för program som använder API:et", "Tokens for programs that use the API",
		`  chargeback token create --role finance --name Nattkörning
  chargeback token create --role head --department VOF --name Utdata
  chargeback token list
  chargeback token revoke 3f9a01c27b`)
	cmd.AddCommand(a.tokenCreateCommand(), a.tokenListCommand(), a.tokenRevokeCommand())
	return cmd
}

// host is who a command on the host acts as where it hands out tokens and
// passwords: no role is asked for.
func (s *session) host() billing.Actor {
	who := s.who
	who.Host = true
	return who
}

func (a *app) tokenCreateCommand() *cobra.Command {
	var role, name string
	var departments []string
	cmd := &cobra.Command{
		Use:   a.lang.Pick("create --role ROLL --name NAMN", "create --role ROLE --name NAME"),
		Short: a.lang.Pick("Skapa en nyckel; den visas en gång", "Make a token; it is shown once"),
		Long: a.lang.Pick(`Nyckeln gör det som personen med namnet får göra, utom att godkänna och stänga.
Personen registreras om namnet är nytt; annars måste den redan ha rollen. Nyckeln
skrivs ensam på standard ut och sparas bara som kontrollsumma.`,
			`The token does what the person of that name may, except approve and close. The
person is registered where the name is new; otherwise they must have the role
already. The token alone is written to standard output; only its hash is stored.`),
		Args: a.noArguments,
	}
	f := a.onDatabase(cmd)
	cmd.Flags().StringVar(&role, "role", "", a.lang.Pick("`roll`: ", "`role`: ")+strings.Join(chargeback.Roles[1:], ", "))
	cmd.Flags().StringSliceVar(&departments, "department", nil, a.lang.Pick("`koder` för förvaltningar vars notor nyckeln får läsa", "`codes` of departments whose bills the token may read"))
	cmd.Flags().StringVar(&name, "name", "", a.lang.Pick("`namn` på den som nyckeln är för", "`name` of whom the token is for"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		parsed, ok := chargeback.ParseRole(role)
		switch {
		case role == "":
			return a.usage("ange en roll med --role: %s", "give a role with --role: %s", strings.Join(chargeback.Roles[1:], ", "))
		case !ok:
			return a.usage("det finns ingen roll ”%s”; rollerna är %s", "there is no role “%s”; the roles are %s", role, strings.Join(chargeback.Roles[1:], ", "))
		case name == "":
			return a.usage("ange med --name vem nyckeln är för", "say with --name whom the token is for")
		}
		person := chargeback.Person{Name: name, Roles: []chargeback.Role{parsed}, Active: true}
		for _, code := range departments {
			person.Grants = append(person.Grants, chargeback.Grant{Department: code, Valid: allocation.Always})
		}
		secret, token := auth.NewToken(name)
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			if err := s.IssueToken(ctx, s.host(), person, token); err != nil {
				return err
			}
			fmt.Fprintf(a.err, a.lang.Pick("Nyckel %s för %s; spara den nu, den visas inte igen:\n", "Token %s of %s; save it now, it is not shown again:\n"), token.ID, name)
			_, err := fmt.Fprintln(a.out, secret)
			return err
		})
	}
	return cmd
}

func (a *app) tokenListCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "list", Short: a.lang.Pick("Visa nycklarna, utan deras hemligheter", "Show the tokens, without their secrets"), Args: a.noArguments}
	f := a.onDatabase(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			tokens, err := s.Tokens(ctx, s.host())
			if err != nil {
				return err
			}
			return report.Tokens(a.out, tokens, a.lang)
		})
	}
	return cmd
}

func (a *app) tokenRevokeCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "revoke ID",
		Short: a.lang.Pick("Dra in en nyckel för alltid", "Revoke a token for ever"),
		Args:  cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return a.usage("ange nyckelns id; se dem med chargeback token list", "give the token's id; see them with chargeback token list")
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			if err := s.RevokeToken(ctx, s.host(), args[0]); err != nil {
				return err
			}
			_, err := fmt.Fprintf(a.out, a.lang.Pick("Nyckel %s är indragen.\n", "Token %s is revoked.\n"), args[0])
			return err
		})
	}
	return cmd
}

func (a *app) personPasswordCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   a.lang.Pick("password NAMN", "password NAME"),
		Short: a.lang.Pick("Skriv ett nytt engångslösenord; personen loggas ut", "Write a new one-time password; the person is logged out"),
		Args:  cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		name, err := a.nameArgument(cmd, args)
		if err != nil {
			return err
		}
		password := auth.NewPassword()
		hash, err := auth.HashPassword(password)
		if err != nil {
			return err
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			if _, err := s.AskPassword(ctx, s.host(), name, hash); err != nil {
				return err
			}
			fmt.Fprintf(a.err, a.lang.Pick("Engångslösenord för %s; det visas inte igen och byts vid inloggningen:\n",
				"One-time password of %s; it is not shown again and is changed at the login:\n"), name)
			_, err := fmt.Fprintln(a.out, password)
			return err
		})
	}
	return cmd
}
