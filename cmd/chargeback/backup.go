package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"chargeback/internal/billing"
	"chargeback/internal/store"
	"chargeback/internal/words"
)

func (a *app) backupCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   a.lang.Pick("backup FIL", "backup FILE"),
		Short: a.lang.Pick("Säkerhetskopiera databasen, även medan andra skriver", "Back up the database, also while others write"),
		Args:  cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return a.usage("ange en fil för säkerhetskopian", "give a file for the backup")
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			err := s.Note(ctx, s.who, billing.ActBackup, args[0], struct{}{})
			if err != nil {
				return err
			}
			info, err := s.db.Backup(ctx, args[0])
			if err != nil {
				return err
			}
			return a.tellBackup(info, "Säkerhetskopian är skriven och kontrollerad", "The backup is written and checked")
		})
	}
	return cmd
}

func (a *app) restoreCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   a.lang.Pick("restore FIL", "restore FILE"),
		Short: a.lang.Pick("Återställ en säkerhetskopia till en tom databas", "Restore a backup into an empty database"),
		Long: a.lang.Pick(`Kontrollerar kopian, läser den till den tomma databas som --db anger (SQLite eller
PostgreSQL, som dess ägare), och kontrollerar den igen. En skadad kopia återställs inte.`,
			`Checks the copy, reads it into the empty database that --db names (SQLite, or PostgreSQL
as its owner), and checks it again. A damaged copy is not restored.`),
		Args: cobra.ArbitraryArgs,
	}
	f := a.onDatabase(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) != 1 {
			return a.usage("ange säkerhetskopians fil", "give the backup's file")
		}
		info, err := store.Restore(cmd.Context(), args[0], f.url)
		if err != nil {
			return err
		}
		return a.tellBackup(info, "Säkerhetskopian är återställd och kontrollerad", "The backup is restored and checked")
	}
	return cmd
}

func (a *app) tellBackup(info store.BackupInfo, swedish, english string) error {
	_, err := fmt.Fprintf(a.out, a.lang.Pick("%s: %s, kedjan slutar i händelse %d, %s\n", "%s: %s, the chain ends at event %d, %s\n"),
		a.lang.Pick(swedish, english), words.Plural(int(info.Months), a.lang.Pick("månad", "month"), a.lang.Pick("månader", "months")),
		info.Head.Number, info.Head.Hash)
	return err
}
