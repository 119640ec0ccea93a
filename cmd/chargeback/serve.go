package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/gin-gonic/gin"
	"github.com/spf13/cobra"

	"chargeback/internal/api"
	"chargeback/internal/auth"
	"chargeback/internal/chargeback"
	"chargeback/internal/intake"
	"chargeback/internal/planning"
	"chargeback/internal/schedule"
	"chargeback/internal/server"
	"chargeback/internal/web"
	"chargeback/internal/work"
)

// envPrefix begins the names of all that the environment configures.
const envPrefix = "CHARGEBACK_"

// serveConfig is how the server is configured: by flags, or by the environment
// where a flag is not given.
type serveConfig struct {
	Listen     string   `env:"LISTEN" envDefault:"127.0.0.1:8080"`
	BaseURL    string   `env:"BASE_URL"`
	TLSCert    string   `env:"TLS_CERT"`
	TLSKey     string   `env:"TLS_KEY"`
	Proxies    []string `env:"PROXY"`
	Metrics    string   `env:"METRICS"`
	OIDCIssuer string   `env:"OIDC_ISSUER"`
	OIDCClient string   `env:"OIDC_CLIENT"`
	OIDCSecret string   `env:"OIDC_SECRET"`
	LogFormat  string   `env:"LOG_FORMAT" envDefault:"text"`

	SMTP         string `env:"SMTP"`
	SMTPUser     string `env:"SMTP_USER"`
	SMTPPassword string `env:"SMTP_PASSWORD"`
	SMTPFrom     string `env:"SMTP_FROM"`
}

// otherEnvironment are the names that other parts of the program read.
var otherEnvironment = []string{"DB", "TRIAL"}

// readEnvironment reads the configuration, and refuses names that mean nothing:
// a misspelt one would leave something as it was.
func (a *app) readEnvironment() (serveConfig, error) {
	var c serveConfig
	params, err := env.GetFieldParamsWithOptions(&c, env.Options{Prefix: envPrefix})
	if err != nil {
		return c, err
	}
	known := make([]string, 0, len(params)+len(otherEnvironment))
	for _, p := range params {
		known = append(known, p.Key)
	}
	for _, name := range otherEnvironment {
		known = append(known, envPrefix+name)
	}
	for _, pair := range os.Environ() {
		name, _, _ := strings.Cut(pair, "=")
		if strings.HasPrefix(name, envPrefix) && !slices.Contains(known, name) {
			slices.Sort(known)
			return c, a.usage("miljövariabeln %s finns inte; välj bland %s", "there is no environment variable %s; choose among %s", name, strings.Join(known, ", "))
		}
	}
	return c, env.ParseWithOptions(&c, env.Options{Prefix: envPrefix})
}

// serveCommand serves pages and API, and keeps the clock going.
func (a *app) serveCommand() *cobra.Command {
	config, configErr := a.readEnvironment()
	cmd := &cobra.Command{
		Use:   "serve",
		Short: a.lang.Pick("Kör webbplatsen, API:t och klockan", "Serve the site, the API and the clock"),
		Long: a.lang.Pick(`Svarar på http://127.0.0.1:8080 tills kommandot avbryts. Första gången skapas en
administratör med ett engångslösenord, som visas en gång.

På en annan adress än maskinens egen behövs HTTPS: ange certifikat med --tls-cert och
--tls-key, eller säg vilken proxy som sköter det med --proxy, och sidans adress med
--base-url. Varje val kan också stå i miljön, som CHARGEBACK_LISTEN.

Klockan ser efter vid start och sedan varje timme vilka månader som har tagit slut utan att
vara beräknade, och beräknar dem. Vad som ska göras står i databasen, så det gör inget om
servern har varit nere eller om flera är igång.

Med --smtp får de som läser en nota ett mejl när den är klar.

På SQLite kan en server åt gången använda filen; kommandon går bra att köra bredvid. På
PostgreSQL delar alla servrar och arbetare på arbetet.`,
			`Answers at http://127.0.0.1:8080 until the command is interrupted. The first time it
makes an administrator with a one-time password, which is shown once.

On another address than the machine's own it needs HTTPS: give a certificate with
--tls-cert and --tls-key, or say which proxy sees to it with --proxy, and the site's
address with --base-url. Every option may stand in the environment, as CHARGEBACK_LISTEN.

The clock looks at start and then every hour which months have ended without being
calculated, and calculates them. What is to be done stands in the database, so it does no
harm if the server was down or several are up.

With --smtp, those who read a bill get a mail when it is ready.

On SQLite one server at a time may use the file; commands may run beside it. On
PostgreSQL all servers and workers share the work.`),
		Args: a.noArguments,
	}
	f := a.onDatabase(cmd)
	flags := cmd.Flags()
	flags.StringVar(&config.Listen, "listen", config.Listen, a.lang.Pick("`adress` och port att svara på", "`address` and port to answer on"))
	flags.StringVar(&config.BaseURL, "base-url", config.BaseURL, a.lang.Pick("webbplatsens `adress` som människor ser den", "the site's `address` as people see it"))
	flags.StringVar(&config.TLSCert, "tls-cert", config.TLSCert, a.lang.Pick("`fil` med certifikat", "`file` of the certificate"))
	flags.StringVar(&config.TLSKey, "tls-key", config.TLSKey, a.lang.Pick("`fil` med certifikatets nyckel", "`file` of the certificate's key"))
	flags.StringSliceVar(&config.Proxies, "proxy", config.Proxies, a.lang.Pick("`adress` till en proxy framför, vars ord om klienten gäller", "`address` of a proxy in front, whose word about the client counts"))
	flags.StringVar(&config.Metrics, "metrics", config.Metrics, a.lang.Pick("`adress` på maskinen själv för mätvärden och profiler", "`address` on the machine itself for metrics and profiles"))
	flags.StringVar(&config.OIDCIssuer, "oidc-issuer", config.OIDCIssuer, a.lang.Pick("`adress` till kommunens inloggning (OpenID Connect)", "`address` of the municipality's login (OpenID Connect)"))
	flags.StringVar(&config.OIDCClient, "oidc-client", config.OIDCClient, a.lang.Pick("`id` som inloggningen känner tjänsten under; hemligheten står i CHARGEBACK_OIDC_SECRET", "`id` that the login knows the service by; the secret stands in CHARGEBACK_OIDC_SECRET"))
	a.mailFlags(flags, &config)
	logFormat := &choice{config.LogFormat, []string{"text", "json"}}
	flags.Var(logFormat, "log-format", a.lang.Pick("loggens form: text eller json", "form of the log: text or json"))
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if configErr != nil {
			return configErr
		}
		config.LogFormat = logFormat.value
		if err := a.checkServe(&config); err != nil {
			return err
		}
		return a.withDatabase(cmd, f, func(ctx context.Context, s *session) error {
			return a.serve(ctx, s, config, func(address string) {
				name, password, err := auth.EnsureAdmin(ctx, s.Service, s.who)
				if err != nil {
					a.logger().Error("the first administrator could not be made", "error", err)
				}
				if name != "" {
					fmt.Fprintf(a.err, a.lang.Pick("Ingen kan logga in än. Logga in som %s med engångslösenordet %s (visas bara nu).\n",
						"Nobody can log in yet. Log in as %s with the one-time password %s (shown only now).\n"), name, password)
				}
				fmt.Fprintf(a.err, a.lang.Pick("Öppna %s i webbläsaren.\n", "Open %s in a browser.\n"), config.BaseURL)
			})
		})
	}
	return cmd
}

// checkServe completes the configuration, and refuses what would be unsafe.
func (a *app) checkServe(c *serveConfig) error {
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return a.usage("ange både --tls-cert och --tls-key, eller ingen av dem", "give both --tls-cert and --tls-key, or neither")
	}
	loopback := server.Loopback(c.Listen)
	if !loopback && c.TLSCert == "" && len(c.Proxies) == 0 {
		return a.usage("%s nås från nätet, och då behövs HTTPS: ange --tls-cert och --tls-key, eller --proxy om en proxy sköter det",
			"%s is reached from the network, which needs HTTPS: give --tls-cert and --tls-key, or --proxy where a proxy sees to it", c.Listen)
	}
	if c.Metrics != "" && !server.Loopback(c.Metrics) {
		return a.usage("mätvärden lämnas bara ut på maskinen själv; ange till exempel --metrics 127.0.0.1:9090", "metrics are served on the machine itself only; give --metrics 127.0.0.1:9090 for example")
	}
	if _, err := a.mailServer(c); err != nil {
		return err
	}
	if c.BaseURL != "" {
		return nil
	}
	switch {
	case !loopback || len(c.Proxies) > 0:
		return a.usage("ange webbplatsens adress med --base-url, till exempel https://it-debitering.kommunen.se", "give the site's address with --base-url, for example https://it-chargeback.example.org")
	case c.TLSCert != "":
		c.BaseURL = "https://" + c.Listen
	default:
		c.BaseURL = "http://" + c.Listen
	}
	return nil
}

// serve answers until the context ends. ready is told when it does.
func (a *app) serve(ctx context.Context, s *session, c serveConfig, ready func(address string)) error {
	release, err := s.db.LockServer()
	if err != nil {
		return err
	}
	defer release()
	log := a.logger()
	if c.LogFormat == "json" {
		log = slog.New(slog.NewJSONHandler(a.err, nil))
	}
	clock := schedule.NewClock(s.Now, log)
	s.Now = clock.Now
	site, err := a.site(s, c, log)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	sent, err := a.startMail(ctx, s, c, log)
	if err != nil {
		return err
	}
	defer func() {
		cancel(nil)
		sent()
	}()
	go func() { cancel(site.Run(ctx, ready)) }()
	defer s.Wait()
	err = a.keepTime(ctx, s, clock, log)
	if cause := context.Cause(ctx); cause != nil && !errors.Is(cause, context.Canceled) {
		return cause
	}
	return err
}

// keepTime runs the clock and the jobs until the context ends.
func (a *app) keepTime(ctx context.Context, s *session, clock *schedule.Clock, log *slog.Logger) error {
	jobs := work.NewJobs(s.Service, s.who.Origin, log)
	scheduler := &schedule.Scheduler{Service: s.Service, Log: log}
	log.Info("serving", "database", s.db.Shown())
	if s.db.IsPostgres() {
		if err := work.Check(ctx, s.db.SQL(), log); err != nil {
			return err
		}
		river, err := work.NewRiver(s.db.SQL(), jobs, work.Options{Workers: runtime.GOMAXPROCS(0), Log: log})
		if err != nil {
			return err
		}
		scheduler.Workers = river
		go scheduler.Run(ctx, clock)
		return river.Run(ctx)
	}
	pool := work.NewPool(jobs, runtime.GOMAXPROCS(0))
	scheduler.Workers = pool
	if err := pool.Resume(ctx); err != nil && ctx.Err() == nil {
		log.Warn("back-tests that were left could not all be done", "error", err)
	}
	scheduler.Run(ctx, clock)
	return nil
}

// site puts the server together: its limits, who may call what, and the pages.
func (a *app) site(s *session, c serveConfig, log *slog.Logger) (*server.Server, error) {
	srv, err := server.New(server.Options{
		Listen: c.Listen, Metrics: c.Metrics, CertFile: c.TLSCert, KeyFile: c.TLSKey, Proxies: c.Proxies, Uploads: uploads, Log: log, Now: s.Now,
	})
	if err != nil {
		return nil, err
	}
	imports := &intake.Service{DB: shelves{s.db}, Billing: s.Service}
	plans := &planning.Service{Billing: s.Service}
	exports := new(server.Exports)
	var pages *web.Pages
	guard, err := auth.New(s.Service, auth.Options{
		BaseURL:  c.BaseURL,
		Provider: auth.Provider{Issuer: c.OIDCIssuer, ClientID: c.OIDCClient, ClientSecret: c.OIDCSecret},
		Problem:  api.Problem,
		Page:     func(c *gin.Context, status int, err error) { pages.Refused(c, status, err) },
	})
	if err != nil {
		return nil, err
	}
	pages, err = web.New(web.Site{Service: s.Service, Intake: imports, Plans: plans, Guard: guard, Exports: exports, Demo: s.demo})
	if err != nil {
		return nil, err
	}
	srv.Engine.Use(guard.Enforce(policy))
	guard.MountOIDC(srv.Engine)
	api.New(api.Options{Service: s.Service, Intake: imports, Plans: plans, Guard: guard, Exports: exports}).Register(srv.Engine)
	pages.Register(srv.Engine)
	srv.Engine.NoRoute(func(c *gin.Context) {
		if api.Owns(c.Request.URL.Path) {
			api.NoRoute(c)
			return
		}
		pages.Refused(c, http.StatusNotFound, &chargeback.Error{Code: chargeback.NoSuchPage})
	})
	srv.Engine.NoMethod(func(c *gin.Context) {
		if api.Owns(c.Request.URL.Path) {
			api.NoMethod(c)
			return
		}
		pages.Refused(c, http.StatusMethodNotAllowed, &chargeback.Error{Code: chargeback.WrongMethod, Value: c.Request.Method})
	})
	return srv, nil
}

// uploads are the routes that take files.
var uploads = []string{"/import", "/api/v1/imports"}

// policy is who may call every route.
var policy = slices.Concat(auth.APIPolicy, web.Policy)
