package main

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// patience is how long a command works before it shows how far it is.
const patience = time.Second

// progress shows how far a long piece of work is, on standard error, if that
// is a terminal.
type progress struct {
	mu     sync.Mutex
	to     io.Writer // nil: show nothing
	text   string
	total  int64
	so     int64
	start  time.Time
	shown  *progressbar.ProgressBar
	format []progressbar.Option
}

func (a *app) progress(total int64, text string, format ...progressbar.Option) *progress {
	p := &progress{total: total, text: text, start: time.Now(), format: format}
	if file, ok := a.err.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		p.to = file
	}
	return p
}

// add counts more work done; it may be called by several goroutines.
func (p *progress) add(n int) {
	if p.to == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.so += int64(n)
	if p.shown == nil {
		if time.Since(p.start) < patience {
			return
		}
		total := p.total
		if total == 0 {
			total = -1
		}
		options := append([]progressbar.Option{
			progressbar.OptionSetWriter(p.to), progressbar.OptionSetDescription(p.text), progressbar.OptionSetWidth(30),
			progressbar.OptionThrottle(100 * time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(false),
		}, p.format...)
		p.shown = progressbar.NewOptions64(total, options...)
	}
	_ = p.shown.Set64(p.so) // a terminal that cannot be written to changes nothing
}

// done removes the bar.
func (p *progress) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown != nil {
		_ = p.shown.Clear()
	}
}
