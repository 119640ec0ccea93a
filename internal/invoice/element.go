package invoice

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// The namespaces of UBL 2.1.
const (
	invoiceSpace    = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
	creditNoteSpace = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
	aggregateSpace  = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
	basicSpace      = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
)

// maxDepth is how deep elements may be nested; an invoice needs nine levels.
const maxDepth = 32

var (
	errDoctype = errors.New("a document type declaration")
	errDepth   = errors.New("elements are nested too deep")
	errNoRoot  = errors.New("there is no element")
	errRoots   = errors.New("there is more than one root element")
)

// element is an element of any XML document. Its name is told with the usual
// prefixes cac and cbc whatever prefixes the document uses; names of other
// namespaces are told with the namespace in braces. A nil element has no text,
// attributes or children.
type element struct {
	name       string
	attributes map[string]string
	text       string // without the spaces around it
	children   []*element
	parent     *element
	characters []byte // the text so far
}

// parse reads a document. The error says what keeps it from being XML, or why
// it is refused: a document type, which could make one entity a million.
func parse(document []byte) (*element, error) {
	decoder := xml.NewDecoder(bytes.NewReader(document))
	var root, at *element
	depth := 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, errDoctype
		case xml.StartElement:
			if depth++; depth > maxDepth {
				return nil, errDepth
			}
			e := &element{name: elementName(t.Name), parent: at}
			for _, a := range t.Attr {
				if e.attributes == nil {
					e.attributes = make(map[string]string)
				}
				e.attributes[a.Name.Local] = a.Value
			}
			switch {
			case at != nil:
				at.children = append(at.children, e)
			case root != nil:
				return nil, errRoots
			default:
				root = e
			}
			at = e
		case xml.EndElement:
			at.text = strings.TrimSpace(string(at.characters))
			at.characters = nil
			at = at.parent
			depth--
		case xml.CharData:
			if at != nil {
				at.characters = append(at.characters, t...)
			}
		}
	}
	if root == nil {
		return nil, errNoRoot
	}
	return root, nil
}

func elementName(name xml.Name) string {
	switch name.Space {
	case aggregateSpace:
		return "cac:" + name.Local
	case basicSpace:
		return "cbc:" + name.Local
	case invoiceSpace, creditNoteSpace:
		return name.Local
	}
	return "{" + name.Space + "}" + name.Local
}

// all returns the elements at the end of the path of names.
func (e *element) all(path ...string) []*element {
	found := []*element{e}
	if e == nil {
		found = nil
	}
	for _, name := range path {
		var next []*element
		for _, parent := range found {
			for _, child := range parent.children {
				if child.name == name {
					next = append(next, child)
				}
			}
		}
		found = next
	}
	return found
}

// first returns the first element at the end of the path, or nil.
func (e *element) first(path ...string) *element {
	if found := e.all(path...); len(found) > 0 {
		return found[0]
	}
	return nil
}

// value returns the text of the first element at the end of the path, or "".
func (e *element) value(path ...string) string {
	found := e.first(path...)
	if found == nil {
		return ""
	}
	return found.text
}

// attribute returns an attribute, or "".
func (e *element) attribute(name string) string {
	if e == nil {
		return ""
	}
	return e.attributes[name]
}

// walk calls visit with the element and all below it, in document order.
func (e *element) walk(visit func(*element)) {
	visit(e)
	for _, child := range e.children {
		child.walk(visit)
	}
}

// path tells where the element is: /Invoice/cac:InvoiceLine[2]/cbc:ID. The
// number counts brothers of the same name and is left out where there is one.
func (e *element) path() string {
	if e == nil {
		return ""
	}
	step := "/" + e.name
	if e.parent != nil {
		place, count := 0, 0
		for _, brother := range e.parent.children {
			if brother.name == e.name {
				count++
			}
			if brother == e {
				place = count
			}
		}
		if count > 1 {
			step += fmt.Sprintf("[%d]", place)
		}
	}
	return e.parent.path() + step
}
