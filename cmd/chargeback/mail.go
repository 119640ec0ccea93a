package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/spf13/pflag"

	"chargeback/internal/mail"
)

// mailFlags are the options of how mail is sent. The password stands in the
// environment only, where other users of the machine do not see it.
func (a *app) mailFlags(flags *pflag.FlagSet, c *serveConfig) {
	flags.StringVar(&c.SMTP, "smtp", c.SMTP, a.lang.Pick("`värd:port` för e-postservern som mejl om klara notor lämnas till; annars skickas inga", "`host:port` of the mail server that mail about bills that are ready is handed to; without it none is sent"))
	flags.StringVar(&c.SMTPUser, "smtp-user", c.SMTPUser, a.lang.Pick("`namn` som e-postservern känner tjänsten under; lösenordet står i CHARGEBACK_SMTP_PASSWORD", "`name` that the mail server knows the service by; the password stands in CHARGEBACK_SMTP_PASSWORD"))
	flags.StringVar(&c.SMTPFrom, "smtp-from", c.SMTPFrom, a.lang.Pick("`avsändare` av mejl", "`sender` of mail"))
}

// mailServer checks how mail is configured; nil where it is not.
func (a *app) mailServer(c *serveConfig) (*mail.Server, error) {
	if c.SMTP == "" {
		if c.SMTPUser != "" || c.SMTPPassword != "" || c.SMTPFrom != "" {
			return nil, a.usage("ange e-postservern med --smtp, till exempel --smtp smtp.kommunen.se:587, eller ta bort de andra valen för e-post",
				"give the mail server with --smtp, for example --smtp smtp.example.org:587, or remove the other options for mail")
		}
		return nil, nil
	}
	server, err := mail.NewServer(mail.Options{Address: c.SMTP, User: c.SMTPUser, Password: c.SMTPPassword, From: c.SMTPFrom})
	switch {
	case errors.Is(err, mail.ErrAddress):
		return nil, a.usage("”%s” är ingen e-postserver; skriv den som värd:port, till exempel smtp.kommunen.se:587", "“%s” is no mail server; write it as host:port, for example smtp.example.org:587", c.SMTP)
	case errors.Is(err, mail.ErrFrom):
		return nil, a.usage("ange en e-postadress som avsändare med --smtp-from, till exempel it-debitering@kommunen.se", "give a mail address as the sender with --smtp-from, for example it-chargeback@example.org")
	case errors.Is(err, mail.ErrLogin):
		return nil, a.usage("ange både --smtp-user och CHARGEBACK_SMTP_PASSWORD, eller ingen av dem", "give both --smtp-user and CHARGEBACK_SMTP_PASSWORD, or neither")
	}
	return server, err
}

// mailLook is how often mail looks for what is due.
const mailLook = time.Minute

// startMail sends mail beside the rest until the context ends. The returned
// function waits until what is under way is done.
func (a *app) startMail(ctx context.Context, s *session, c serveConfig, log *slog.Logger) (wait func(), err error) {
	server, err := a.mailServer(&c)
	if err != nil || server == nil {
		return func() {}, err
	}
	mailer := &mail.Mailer{Service: s.Service, Server: server, BaseURL: c.BaseURL, Origin: s.who.Origin, Log: log}
	log.Info("mail is sent when bills are ready", "server", c.SMTP)
	done := make(chan struct{})
	go func() {
		defer close(done)
		ticker := time.NewTicker(mailLook)
		defer ticker.Stop()
		mailer.Run(ctx, ticker.C)
	}()
	return func() { <-done }, nil
}
