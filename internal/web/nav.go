package web

import (
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"

	"chargeback/internal/auth"
	"chargeback/internal/chargeback"
)

// navItem is one place in the main menu.
type navItem struct {
	Text, Path string
	Here       bool
	Count      int // of what waits for the reader
}

// place is a menu's place, in both languages.
type place struct{ swedish, english, path string }

// menus are the menus by role: what a role may not do is not in it. A person
// of several roles has all their places.
var menus = []struct {
	role   chargeback.Role
	places []place
}{
	{chargeback.Finance, []place{
		{"Månader", "Months", "/months"},
		{"Notor", "Bills", "/bills"},
		{"Invändningar", "Objections", "/objections"},
		{"Register", "Registers", "/register"},
		{"Import", "Import", "/import"},
		{"Priser och regler", "Prices and rules", "/services"},
		{"Prislistor", "Price lists", "/prices"},
		{"Program", "Programme", "/programme"},
		{"Logg", "Log", "/log"},
	}},
	{chargeback.Chief, []place{
		{"Vart går pengarna?", "Where does the money go?", "/flow"},
		{"Budget och priser", "Budget and prices", "/budget"},
		{"Scenarier", "Scenarios", "/scenarios"},
		{"Notor", "Bills", "/bills"},
		{"Priser och regler", "Prices and rules", "/services"},
		{"Investeringar", "Investments", "/investments"},
		{"Program", "Programme", "/programme"},
		{"Register", "Registers", "/register"},
		{"Import", "Import", "/import"},
		{"Invändningar", "Objections", "/objections"},
	}},
	{chargeback.Head, []place{
		{"Min nota", "My bill", "/bills/latest"},
		{"Invändningar", "Objections", "/objections"},
		{"Tjänster och priser", "Services and prices", "/services"},
		{"Nästa år", "Next year", "/next-year"},
		{"Behov", "Needs", "/needs"},
	}},
	{chargeback.Auditor, []place{
		{"Månader", "Months", "/months"},
		{"Notor", "Bills", "/bills"},
		{"Register", "Registers", "/register"},
		{"Program", "Programme", "/programme"},
		{"Logg", "Log", "/log"},
		{"Budget", "Budget", "/budget"},
		{"Kontroll av kedjan", "Check of the chain", "/log/check"},
		{"Utlämnande", "Public records", "/records"},
	}},
	{chargeback.Admin, []place{
		{"Personer och roller", "People and roles", "/people"},
		{"Åtkomstnycklar", "Access tokens", "/tokens"},
		{"Logg", "Log", "/log"},
	}},
}

// landing is where a person begins.
func landing(caller *auth.Caller) string {
	for _, menu := range menus {
		if caller.Has(menu.role) {
			switch menu.role {
			case chargeback.Finance:
				return "/months/next"
			default:
				return menu.places[0].path
			}
		}
	}
	return "/profile"
}

// navigation is the menu of a person, with the place that a path belongs to.
func (h *handler) navigation(c *gin.Context, caller *auth.Caller) []navItem {
	lang := language(c)
	var items []navItem
	known := make(map[string]bool)
	for _, menu := range menus {
		if !caller.Has(menu.role) {
			continue
		}
		for _, p := range menu.places {
			if !known[p.path] {
				known[p.path] = true
				items = append(items, navItem{Text: lang.Pick(p.swedish, p.english), Path: p.path})
			}
		}
	}
	here := c.Request.URL.Path
	if strings.HasPrefix(here, "/catalogue") {
		here = "/services" // which leads to it
	}
	best, length := -1, 0
	for i := range items {
		root := strings.TrimSuffix(items[i].Path, "/latest")
		if (here == root || strings.HasPrefix(here, root+"/")) && len(root) > length {
			best, length = i, len(root)
		}
	}
	if best >= 0 {
		items[best].Here = true
	}
	h.countWaiting(c, caller, items)
	h.countLists(c, caller, items)
	return items
}

// long says whether a menu is too long to stand between the name and the tools
// of the widest page, by how wide letters are on average.
func long(items []navItem) bool {
	const letter, around, room = 8, 28, 735 // pixels
	width := 0
	for _, item := range items {
		width += around + letter*utf8.RuneCountInString(item.Text)
	}
	return width > room
}
