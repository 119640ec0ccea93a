package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Options are how mail is sent.
type Options struct {
	Address        string // of the mail server: host:port
	User, Password string // both, or neither where the mail server asks for none
	From           string // an address, which may have a name: IT <it@example.org>
	// Roots are whom the mail server's certificate is trusted by; nil is whom the
	// machine trusts.
	Roots *x509.CertPool
}

// What may be wrong with options.
var (
	ErrAddress = errors.New("the mail server is not written as host:port")
	ErrFrom    = errors.New("the sender is no mail address")
	ErrLogin   = errors.New("a user without a password, or a password without a user")
)

// The whole conversation about one mail must be done within two of this, which
// is far less than a claim lasts.
const patience = time.Minute

// tlsPort is where TLS begins with the first byte (RFC 8314).
const tlsPort = 465

// Server is a mail server. It may be used by several goroutines.
type Server struct {
	options Options
	host    string
	port    int
	from    *netmail.Address
	// implicit says that TLS begins with the first byte.
	implicit bool
}

// NewServer checks options. It connects to nothing. The error is ErrAddress,
// ErrFrom or ErrLogin.
func NewServer(o Options) (*Server, error) {
	host, port, err := net.SplitHostPort(o.Address)
	number, numberErr := strconv.ParseUint(port, 10, 16)
	if err != nil || numberErr != nil || number == 0 || host == "" || strings.ContainsFunc(host, func(c rune) bool { return c <= ' ' || c == '/' || c == '@' }) {
		return nil, ErrAddress
	}
	from, err := netmail.ParseAddress(o.From)
	if err != nil {
		return nil, ErrFrom
	}
	if (o.User == "") != (o.Password == "") {
		return nil, ErrLogin
	}
	return &Server{options: o, host: host, port: int(number), from: from, implicit: number == tlsPort}, nil
}

// Why a mail was not taken, as codes.
const (
	failNetwork     = "network"     // no connection, or it broke
	failTLS         = "tls"         // the mail server offers none
	failCertificate = "certificate" // one that the machine does not trust
	failLogin       = "login"
	failRefused     = "refused" // by the mail server, with its numbers
	failAddress     = "address" // the recipient's is none, or the mail server knows none such
)

// failure is a mail that was not taken.
type failure struct {
	Code   string
	Status string // the numbers of the mail server's answer: 550 5.1.1; empty where it gave none
	// Every says that it is no fault of this mail: the others would not go either.
	Every  bool
	Detail error // of the connection, before any recipient was named; else nil
}

func (f *failure) Error() string { return strings.TrimSpace(f.Code + " " + f.Status) }

// send hands a message to the mail server. The message is taken where there is
// no error.
func (s *Server) send(ctx context.Context, m *gomail.Msg) *failure {
	var connection net.Conn // the library leaves it open where it fails early
	defer func() {
		if connection != nil {
			connection.Close()
		}
	}()
	config := &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12, RootCAs: s.options.Roots}
	options := []gomail.Option{
		gomail.WithPort(s.port), gomail.WithTimeout(patience), gomail.WithTLSConfig(config), gomail.WithTLSPolicy(gomail.TLSMandatory),
	}
	if s.implicit {
		options = append(options, gomail.WithSSL())
	}
	options = append(options, gomail.WithDialContextFunc(func(ctx context.Context, network, _ string) (net.Conn, error) {
		address := net.JoinHostPort(s.host, strconv.Itoa(s.port))
		var err error
		if s.implicit {
			connection, err = (&tls.Dialer{Config: config}).DialContext(ctx, network, address)
		} else {
			connection, err = (&net.Dialer{}).DialContext(ctx, network, address)
		}
		if err != nil {
			connection = nil
		}
		return connection, err
	}))
	if s.options.User != "" {
		// Over TLS a plain password is as good as any, and works with every server
		// that offers it; left alone the library takes NTLM before it.
		options = append(options, gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin),
			gomail.WithUsername(s.options.User), gomail.WithPassword(s.options.Password))
	}
	client, err := gomail.NewClient(s.host, options...)
	if err != nil {
		return &failure{Code: failNetwork, Every: true, Detail: err}
	}
	conversation, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return beforeMail(err)
	}
	err = client.SendWithSMTPClient(conversation, m)
	if m.IsDelivered() {
		// It was taken, whatever went wrong after that.
		_ = client.CloseWithSMTPClient(conversation)
		return nil
	}
	return ofMail(err)
}

// beforeMail tells why there was no conversation about a mail.
func beforeMail(err error) *failure {
	f := &failure{Code: failNetwork, Every: true, Detail: err}
	var (
		answer      *textproto.Error
		certificate *tls.CertificateVerificationError
	)
	switch {
	case errors.As(err, &certificate):
		f.Code = failCertificate
	case strings.Contains(err.Error(), "does not support STARTTLS"):
		f.Code = failTLS
	case errors.As(err, &answer):
		f.Status = strconv.Itoa(answer.Code)
		if f.Code = failRefused; answer.Code/10 == 53 || answer.Code == 454 || answer.Code == 504 {
			f.Code, f.Detail = failLogin, nil // the answer may quote the user
		}
	case strings.Contains(err.Error(), "AUTH"):
		f.Code, f.Detail = failLogin, nil
	}
	return f
}

// ofMail tells why a mail was not taken.
func ofMail(err error) *failure {
	var refused *gomail.SendError
	if !errors.As(err, &refused) || refused.ErrorCode() == 0 {
		return &failure{Code: failNetwork, Every: true}
	}
	f := &failure{Code: failRefused, Status: strings.TrimSpace(fmt.Sprintf("%d %s", refused.ErrorCode(), refused.EnhancedStatusCode()))}
	if refused.Reason == gomail.ErrSMTPRcptTo && unknownRecipient(refused.ErrorCode(), refused.EnhancedStatusCode()) {
		f.Code = failAddress
	}
	return f
}

// unknownRecipient says whether an answer is for ever, and about the recipient:
// the mailbox (RFC 5321 §4.2.3), its address or its state (RFC 3463 §3.2, §3.3).
// Other refusals may be faults of how mail is set up, which somebody mends.
func unknownRecipient(code int, enhanced string) bool {
	switch {
	case code < 550 || code > 553:
		return false
	case enhanced == "":
		return true
	}
	return strings.HasPrefix(enhanced, "5.1.") || strings.HasPrefix(enhanced, "5.2.")
}
