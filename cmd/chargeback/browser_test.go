package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"chargeback/internal/billing"
	"chargeback/internal/server"
	"chargeback/internal/store"
	"chargeback/internal/words"
)

// axe finds what people with disabilities would stumble over.
//
//go:embed testdata/axe/axe.min.js
var axe string

// shots is where pictures of pages go, for people to look at; empty keeps none.
var shots = os.Getenv("SHOTS")

// demoSite is the demonstration, answering.
type demoSite struct {
	*session
	address   string
	passwords map[string]string
}

// startDemo opens the sample year on a port of its own.
func startDemo(t *testing.T) *demoSite {
	d := demoYearOf(t, demoClock(time.Now))
	d.serve(t, serveConfig{Listen: freeAddress(t)})
	return d
}

// demoYearFile is a file with the demonstration's database, made once for all
// tests, an hour before their clocks begin.
var demoYearFile = sync.OnceValues(func() (*preparedDemo, error) {
	folder, err := os.MkdirTemp("", "chargeback-demo-")
	if err != nil {
		return nil, err
	}
	leave(folder)
	made := &preparedDemo{path: filepath.Join(folder, "demo.db")}
	db, err := store.Open(context.Background(), made.path, store.Options{})
	if err != nil {
		return nil, err
	}
	clock := demoClock(time.Now)
	s := demoSession(db, func() time.Time { return clock().Add(-time.Hour) })
	made.passwords, err = testApp.prepareDemo(context.Background(), s)
	s.Wait()
	return made, errors.Join(err, db.Close())
})

type preparedDemo struct {
	path      string
	passwords []string // in order of demoPersons
}

// demoYearOf is the sample year in a database of its own, which nobody serves
// yet.
func demoYearOf(t *testing.T, now func() time.Time) *demoSite {
	made, err := demoYearFile()
	require.NoError(t, err)
	data, err := os.ReadFile(made.path)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "demo.db")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	db, err := store.Open(t.Context(), path, store.Options{})
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	d := &demoSite{session: demoSession(db, now), passwords: map[string]string{}}
	t.Cleanup(d.Wait)
	for i, p := range demoPersons {
		d.passwords[p.person.Name] = made.passwords[i]
	}
	return d
}

func demoSession(db *store.DB, now func() time.Time) *session {
	return &session{Service: &billing.Service{DB: books{db}, Now: now}, db: db, demo: true, who: billing.Actor{Name: "test", Origin: "test"}}
}

// testApp is the program, without anybody who reads what it says.
var testApp = &app{out: io.Discard, err: io.Discard, lang: words.Swedish}

// serve answers until the test ends.
func (d *demoSite) serve(t *testing.T, config serveConfig) *server.Server {
	require.NoError(t, testApp.checkServe(&config))
	site, err := testApp.site(d.session, config, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(t.Context())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- site.Run(ctx, func(address string) { ready <- address }) }()
	select {
	case d.address = <-ready:
	case err := <-ended:
		require.NoError(t, err)
	}
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return site
}

// browser is one person's browser.
type browser struct {
	context.Context
	t    *testing.T
	site *demoSite
}

// chromium is the one browser process of the tests; everybody browses in a
// window of their own, with cookies of their own. It ends with the tests.
var chromium = sync.OnceValues(func() (context.Context, error) {
	path, err := exec.LookPath("chromium")
	if err != nil {
		return nil, err
	}
	profile, err := os.MkdirTemp("", "chargeback-browser-")
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("hide-scrollbars", true),
	)
	allocator, _ := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, _ := chromedp.NewContext(allocator)
	return ctx, chromedp.Do(ctx)
})

// browse opens a window of a width, in a language and theme. Chromium is
// Debian's; the Makefile installs it.
func (d *demoSite) browse(t *testing.T, width int64, lang, theme string) *browser {
	parent, err := chromium()
	require.NoError(t, err, "Chromium is missing: run make test, which installs it")
	ctx, cancel := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 2*pagePatience)
	t.Cleanup(cancel)
	b := &browser{ctx, t, d}
	b.do(chromedp.EmulateViewport(width, 900))
	b.open("/login")
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`fetch("/preferences", {method: "POST", headers: {"Content-Type": "application/x-www-form-urlencoded"}, body: "language=%s&theme=%s&back=/login"}).then(() => true)`, lang, theme), chromedp.EvalAwaitPromise))
	return b
}

func (b *browser) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.Context, steps...))
}

func (b *browser) open(path string) {
	b.t.Helper()
	b.do(chromedp.Navigate("http://" + b.site.address + path))
}

// login logs a person in by the form.
func (b *browser) login(name string) {
	b.t.Helper()
	b.open("/login")
	b.do(
		chromedp.SendKeys("#name", name), chromedp.SendKeys("#password", b.site.passwords[name]+"\n"),
		chromedp.Query(".top"),
	)
}

// text is what the page shows.
func (b *browser) text() string {
	b.t.Helper()
	text, err := chromedp.Run(b.Context, chromedp.Evaluate[string](`document.body.innerText`))
	require.NoError(b.t, err)
	return strings.ReplaceAll(text, "\u00A0", " ")
}

// shot keeps a picture of the whole page.
func (b *browser) shot(name string) {
	b.t.Helper()
	if shots == "" {
		return
	}
	picture, err := chromedp.Run(b.Context, chromedp.FullScreenshot(100))
	require.NoError(b.t, err)
	require.NoError(b.t, os.MkdirAll(shots, 0o755))
	require.NoError(b.t, os.WriteFile(filepath.Join(shots, name+".png"), picture, 0o644))
}

// accessible says that axe finds nothing at WCAG 2.1 AA, and that the page does
// not scroll sideways.
func (b *browser) accessible(name string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](axe))
	found, err := chromedp.Run(b.Context, chromedp.Evaluate[[]string](`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]})
		.then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ": " + n.target.join(" ") + " " + (n.failureSummary || "").replace(/\s+/g, " "))))`, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err)
	if len(found) > 0 {
		b.t.Errorf("%s: %s", name, strings.Join(found, "\n\t"))
	}
	wide, err := chromedp.Run(b.Context, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
	require.NoError(b.t, err)
	if wide > 0 {
		b.t.Errorf("%s scrolls sideways by %d px", name, wide)
	}
}

// freeAddress is one that nobody listens on.
func freeAddress(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().String()
}

// withoutScript turns JavaScript off.
func (b *browser) withoutScript() {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
		return err
	}))
}
