// Package web is the pages that people use in a browser: finance runs the
// month, department heads read their bill, the IT chief sees where the money
// goes, auditors check, administrators let people in.
//
// Pages are made on the server by html/template from what the use cases of
// package billing return, and work without script; htmx only saves a reload.
// Nothing is loaded from elsewhere, and no page has inline script or style.
// The package owns what pages look like and say; it decides nothing about
// money or rights. Who may open a route is the policy table of package auth.
//
// One file per page or subject, named as its template in templates/.
package web
