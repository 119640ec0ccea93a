// Package mailbox is a mail server for tests. It speaks SMTP over real
// connections, with STARTTLS, a certificate of its own and a login, and keeps
// what it takes.
package mailbox

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options are what a server is like.
type Options struct {
	Address string // where it answers; empty is a free port
	// User and Password must be logged in with, where they are not empty.
	User, Password string
	Plain          bool // there is no TLS, and a login is offered all the same
	Implicit       bool // TLS begins with the first byte
	// Refuse says why a recipient gets no mail; nil, or a nil error, takes it.
	Refuse func(to string) error
	// Taken is called when a message has been taken and before the client is told.
	Taken func()
}

// Server is a server that answers until its test ends or it is stopped.
type Server struct {
	options     Options
	listener    net.Listener
	smtp        *smtp.Server
	certificate tls.Certificate

	mutex  sync.Mutex
	taken  []Message
	logins int
}

// Message is what the server took for one recipient.
type Message struct {
	From, To string
	Raw      []byte
}

// Refusal is an answer of a mail server, as 550, {5, 1, 1} and a text.
func Refusal(code int, enhanced [3]int, text string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
}

// FreeAddress is one where nothing answers yet.
func FreeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// Start starts a server.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	if o.Address == "" {
		o.Address = "127.0.0.1:0"
	}
	s := &Server{options: o}
	var err error
	if s.certificate, err = newCertificate(); err != nil {
		t.Fatal(err)
	}
	if s.listener, err = net.Listen("tcp", o.Address); err != nil {
		t.Fatal(err)
	}
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{server: s}, nil }))
	s.smtp.Domain, s.smtp.ErrorLog = "mailbox.test", silent{}
	config := &tls.Config{Certificates: []tls.Certificate{s.certificate}}
	listener := s.listener
	switch {
	case o.Implicit:
		listener = tls.NewListener(listener, config)
	case o.Plain:
		s.smtp.AllowInsecureAuth = true
	default:
		s.smtp.TLSConfig = config
	}
	go func() { _ = s.smtp.Serve(listener) }()
	t.Cleanup(s.Stop)
	return s
}

// Stop ends the server and its connections.
func (s *Server) Stop() {
	_ = s.smtp.Close()
	_ = s.listener.Close() // where it did not come to serve
}

// Address is where the server answers.
func (s *Server) Address() string { return s.listener.Addr().String() }

// Roots trust the server's certificate.
func (s *Server) Roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.certificate.Leaf)
	return pool
}

// RootsFile is a file with the server's certificate, for SSL_CERT_FILE.
func (s *Server) RootsFile(t testing.TB) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "roots.pem")
	block := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.certificate.Certificate[0]})
	if err := os.WriteFile(path, block, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// Taken returns what was taken, in order.
func (s *Server) Taken() []Message {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return append([]Message(nil), s.taken...)
}

// Logins is how often a password came, right or wrong.
func (s *Server) Logins() int {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.logins
}

// newCertificate makes a certificate for this machine that vouches for itself.
func newCertificate() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	leaf, err := x509.ParseCertificate(raw)
	return tls.Certificate{Certificate: [][]byte{raw}, PrivateKey: key, Leaf: leaf}, err
}

// silent is a log that is not read.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// session is one conversation.
type session struct {
	server   *Server
	loggedIn bool
	from, to string
}

func (c *session) AuthMechanisms() []string {
	if c.server.options.User == "" {
		return nil
	}
	return []string{sasl.Plain}
}

func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		c.server.mutex.Lock()
		c.server.logins++
		c.server.mutex.Unlock()
		if user != c.server.options.User || password != c.server.options.Password {
			return Refusal(535, [3]int{5, 7, 8}, "no such login: "+user)
		}
		c.loggedIn = true
		return nil
	}), nil
}

func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	if c.server.options.User != "" && !c.loggedIn {
		return smtp.ErrAuthRequired
	}
	c.from = from
	return nil
}

func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if refuse := c.server.options.Refuse; refuse != nil {
		if err := refuse(to); err != nil {
			return err
		}
	}
	if c.to != "" {
		return errors.New("one recipient a message")
	}
	c.to = to
	return nil
}

func (c *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	c.server.mutex.Lock()
	c.server.taken = append(c.server.taken, Message{c.from, c.to, raw})
	c.server.mutex.Unlock()
	if c.server.options.Taken != nil {
		c.server.options.Taken()
	}
	return nil
}

func (c *session) Reset()        { c.from, c.to = "", "" }
func (c *session) Logout() error { return nil }

// Read is a message as its reader sees it.
type Read struct {
	Header     mail.Header
	Subject    string
	Text, HTML string
	Parts      int
}

// Read decodes a message of plain text and HTML.
func (m Message) Read(t testing.TB) Read {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%v in:\n%s", err, m.Raw)
		}
	}
	whole, err := mail.ReadMessage(bytes.NewReader(m.Raw))
	must(err)
	read := Read{Header: whole.Header}
	read.Subject, err = new(mime.WordDecoder).DecodeHeader(whole.Header.Get("Subject"))
	must(err)
	kind, parameters, err := mime.ParseMediaType(whole.Header.Get("Content-Type"))
	must(err)
	if kind != "multipart/alternative" {
		t.Fatalf("a message of %s", kind)
	}
	parts := multipart.NewReader(whole.Body, parameters["boundary"])
	for {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return read
		}
		must(err)
		read.Parts++
		if coding := part.Header.Get("Content-Transfer-Encoding"); coding != "quoted-printable" {
			t.Fatalf("a part as %s", coding)
		}
		raw, err := io.ReadAll(quotedprintable.NewReader(part))
		must(err)
		text := strings.ReplaceAll(string(raw), "\r\n", "\n")
		switch kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind {
		case "text/plain":
			read.Text = text
		case "text/html":
			read.HTML = text
		default:
			t.Fatalf("a part of %s", kind)
		}
	}
}
