package chargeback

import (
	"bytes"
	"encoding/json"
	"io"

	"chargeback/allocation"
)

// changeJSON is a change as programs write it. Open days are left out.
//
//	{"table":"prices","put":{"model":"device","class":"staff","price":"262","from":"2018-01-01"}}
//	{"table":"devices","key":["PC-0117"],"from":"2017-02-01","set":{"cost_center":"200"}}
//	{"table":"devices","key":["PC-0118"],"from":"2017-02-01","end":true}
type changeJSON struct {
	Table string            `json:"table"`
	Put   map[string]string `json:"put,omitempty"`
	Key   []string          `json:"key,omitempty"`
	From  string            `json:"from,omitempty"`
	To    string            `json:"to,omitempty"`
	Set   map[string]string `json:"set,omitempty"`
	End   bool              `json:"end,omitempty"`
}

// MarshalJSON writes the change for programs.
func (c RecordChange) MarshalJSON() ([]byte, error) {
	out := changeJSON{Table: c.Table, Put: c.Put, Key: c.Key, Set: c.Set, End: c.End}
	if c.Days.From != allocation.OpenFrom {
		out.From = c.Days.From.String()
	}
	if c.Days.To != allocation.OpenTo {
		out.To = c.Days.To.String()
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown names are refused. The
// error is an [Error].
func (c *RecordChange) UnmarshalJSON(data []byte) error {
	var in changeJSON
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return &Error{Code: BadChange, Err: err}
	}
	*c = RecordChange{Table: in.Table, Put: in.Put, Key: in.Key, Days: allocation.Always, Set: in.Set, End: in.End}
	for _, day := range []struct {
		text string
		to   *allocation.Date
	}{{in.From, &c.Days.From}, {in.To, &c.Days.To}} {
		if day.text == "" {
			continue
		}
		date, ok := allocation.ParseDate(day.text)
		if !ok {
			return &Error{Code: NotDate, File: in.Table, Value: day.text}
		}
		*day.to = date
	}
	return nil
}

// ParseChangeSet reads a JSON array of changes. The error is an [Error].
func ParseChangeSet(data []byte) (ChangeSet, error) {
	var set ChangeSet
	d := json.NewDecoder(bytes.NewReader(data))
	if err := d.Decode(&set); err != nil {
		if e, ok := err.(*Error); ok {
			return nil, e
		}
		return nil, &Error{Code: BadChange, Err: err}
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, &Error{Code: BadChange}
	}
	return set, nil
}
