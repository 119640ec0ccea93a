package mail

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	netmail "net/mail"
	"net/url"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/words"
)

//go:embed message.html
var files embed.FS

var page = template.Must(template.ParseFS(files, "message.html"))

// content is what a mail says, in either form.
type content struct {
	words.Notice
	Language string
	Address  string // of the bill's page
}

// contentOf writes a letter in the person's language, Swedish where none is
// known.
func contentOf(letter *billing.Letter, baseURL string) content {
	lang, _ := words.Parse(letter.Language)
	st := letter.View.Statement
	return content{
		Notice:   lang.Notice(st, letter.Centers, letter.Split, letter.Until),
		Language: words.Languages[lang],
		Address:  strings.TrimRight(baseURL, "/") + "/bills/" + st.Month.String() + "/" + url.PathEscape(st.Department),
	}
}

// text is the mail as plain text, a paragraph per line.
func (c *content) text() string {
	opening := []string{c.Ready}
	if c.Part != "" {
		opening = append(opening, c.Part)
	}
	return strings.Join([]string{
		strings.Join(opening, " "), c.Total + "\n" + c.Change, c.Link + "\n" + c.Address, c.Object, c.Sender,
	}, "\n\n") + "\n"
}

// html is the same as a page without style, script or anything that is fetched.
func (c *content) html() (string, error) {
	var b bytes.Buffer
	err := page.Execute(&b, c)
	return b.String(), err
}

// message makes the mail of a notice. The error is failAddress where the person's
// address is none.
func (s *Server) message(n chargeback.Notice, letter *billing.Letter, baseURL string, at time.Time) (*gomail.Msg, error) {
	to, err := netmail.ParseAddress(letter.To)
	if err != nil {
		return nil, &failure{Code: failAddress}
	}
	c := contentOf(letter, baseURL)
	html, err := c.html()
	if err != nil {
		return nil, err
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	m.FromMailAddress(s.from)
	m.ToMailAddress(&netmail.Address{Address: to.Address})
	m.Subject(c.Subject)
	m.SetDateWithValue(at.In(billing.Stockholm))
	m.SetMessageIDWithValue(s.messageID(n.NoticeKey, baseURL))
	m.SetGenHeader("Content-Language", c.Language)
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no answers from machines
	m.SetGenHeader("X-Auto-Response-Suppress", "All")  // Exchange's word for the same
	m.SetBodyString(gomail.TypeTextPlain, c.text())    // the simpler form first (RFC 2046 §5.1.4)
	m.AddAlternativeString(gomail.TypeTextHTML, html)
	return m, nil
}

// messageID is the same for every try of a notice, and tells nothing of it.
func (s *Server) messageID(key chargeback.NoticeKey, baseURL string) string {
	h := sha256.Sum256([]byte(strings.Join([]string{baseURL, key.Month.String(), key.Department, key.Person}, "\x00")))
	domain := s.from.Address[strings.LastIndexByte(s.from.Address, '@')+1:]
	return hex.EncodeToString(h[:16]) + "@" + domain
}
