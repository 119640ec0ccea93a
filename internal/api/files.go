package api

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"chargeback/internal/billing"
	"chargeback/internal/chargeback"
	"chargeback/internal/delivery"
)

type invoiceIn struct {
	MonthIn
	Department string `path:"department" doc:"A code, with .xml after it or without."`
}

const (
	voucherType = "application/octet-stream" // code page 437: no text of a known charset
	invoiceType = "application/xml"
)

func (a *API) files() {
	tags := []string{"Files of a closed month"}
	add(a, route{
		Operation: huma.Operation{Method: http.MethodGet, Path: "/api/v1/months/{month}/voucher.si", Tags: tags, Summary: "The ledger's voucher, SIE 4I"},
		results:   map[int]any{http.StatusOK: nil}, files: []string{voucherType},
	}, func(c *call, in *MonthIn) (*reply, error) {
		end, err := a.beginExport(c)
		if err != nil {
			return nil, err
		}
		defer end()
		export, err := a.service.Export(c.ctx, c.who(), in.Month.period())
		if err != nil {
			return nil, err
		}
		file, err := delivery.Voucher(export)
		if err != nil {
			return nil, err
		}
		return a.deliver(c, export, file, voucherType)
	})
	add(a, route{
		Operation: huma.Operation{
			Method: http.MethodGet, Path: "/api/v1/months/{month}/invoices/{department}", Tags: tags, Summary: "The Peppol invoice of a company or partner",
		},
		results: map[int]any{http.StatusOK: nil}, files: []string{invoiceType},
	}, a.invoice)
}

func (a *API) invoice(c *call, in *invoiceIn) (*reply, error) {
	end, err := a.beginExport(c)
	if err != nil {
		return nil, err
	}
	defer end()
	export, err := a.service.Export(c.ctx, c.who(), in.Month.period())
	if err != nil {
		return nil, err
	}
	for _, code := range []string{in.Department, strings.TrimSuffix(in.Department, ".xml")} {
		i := slices.IndexFunc(export.List, func(st chargeback.Statement) bool { return st.Department == code })
		if i < 0 {
			continue
		}
		file, ok, err := delivery.Invoice(export, &export.List[i])
		if err != nil {
			return nil, err
		}
		if ok {
			return a.deliver(c, export, file, invoiceType)
		}
	}
	return nil, &chargeback.Error{
		Code: chargeback.NoSuchDepartment, Value: strings.TrimSuffix(in.Department, ".xml"), Args: []string{string(in.Month)},
	}
}

// deliver sends a file, and tells the log.
func (a *API) deliver(c *call, export *billing.Export, file delivery.File, kind string) (*reply, error) {
	r, err := fileReply(file.Name, kind, map[string]string{}, func(w io.Writer) error { return file.Write(w) })
	if err != nil {
		return nil, err
	}
	return r, a.service.Exported(c.ctx, c.who(), export, 1)
}

// fileReply is a file, made whole before any of it is sent.
func fileReply(name, kind string, header map[string]string, content func(io.Writer) error) (*reply, error) {
	var file bytes.Buffer
	if err := content(&file); err != nil {
		return nil, err
	}
	header["Content-Type"] = kind
	header["Content-Disposition"] = mime.FormatMediaType("attachment", map[string]string{"filename": name})
	return &reply{header: header, write: func(c *call) error {
		_, err := c.c.Writer.Write(file.Bytes())
		return err
	}}, nil
}
