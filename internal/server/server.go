package server

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"
)

// Options say where the server listens and whom it believes.
type Options struct {
	Listen   string   // host:port
	Metrics  string   // host:port of metrics and profiles, loopback only; empty: none
	CertFile string   // TLS by files; both or none
	KeyFile  string   //
	Proxies  []string // addresses or networks whose X-Forwarded-For and -Proto are believed
	Uploads  []string // the routes that take files; a request to another is MaxBody at most
	Log      *slog.Logger
	Now      func() time.Time
}

// Limits of a request (TRUST C8.4, C8.5).
const (
	MaxBody       = 1 << 20  // of JSON and forms
	MaxUpload     = 20 << 20 // of an upload
	maxHeader     = 32 << 10
	headerTimeout = 5 * time.Second
	readTimeout   = 60 * time.Second
	writeTimeout  = 120 * time.Second
	idleTimeout   = 90 * time.Second
	stopTimeout   = 25 * time.Second
)

// Server serves until it is told to stop.
type Server struct {
	options Options
	Engine  *gin.Engine
	meters  *meters

	patience time.Duration // with a client
}

// New makes a server without routes.
func New(o Options) (*Server, error) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	engine.HandleMethodNotAllowed = true
	engine.RedirectTrailingSlash = false
	engine.RedirectFixedPath = false
	engine.UseRawPath = true // a code may hold an escaped slash
	engine.UnescapePathValues = true
	if err := engine.SetTrustedProxies(o.Proxies); err != nil {
		return nil, err
	}
	s := &Server{options: o, Engine: engine, meters: newMeters(), patience: patience}
	engine.Use(s.observe, s.recover, s.headers, s.pace, s.limitBody)
	return s, nil
}

// Run listens and serves until the context ends, then lets requests that are
// under way finish. ready is told the address once it listens.
func (s *Server) Run(ctx context.Context, ready func(address string)) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.options.Listen)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: s.Engine, MaxHeaderBytes: maxHeader,
		ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		ErrorLog:  slog.NewLogLogger(s.options.Log.Handler(), slog.LevelDebug),
		TLSConfig: &tls.Config{MinVersion: tls.VersionTLS12},
	}
	stopMetrics, err := s.serveMetrics(ctx)
	if err != nil {
		listener.Close()
		return err
	}
	defer stopMetrics()
	ended := make(chan error, 1)
	go func() {
		if s.options.CertFile != "" {
			ended <- server.ServeTLS(listener, s.options.CertFile, s.options.KeyFile)
		} else {
			ended <- server.Serve(listener)
		}
	}()
	ready(listener.Addr().String())
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := server.Shutdown(stopping); err != nil {
		server.Close()
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Loopback says whether an address to listen on is this machine's own.
func Loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
