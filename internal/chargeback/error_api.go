package chargeback

// Failures of a request as a request, whatever it asks for.
const (
	BadParameter     Code = "bad_parameter"          // value; args: the parameter
	UnknownParameter Code = "unknown_parameter"      // value: the parameter; args: those there are
	DoubleParameter  Code = "double_parameter"       // value: the parameter
	BadQuery         Code = "bad_query"              // no well-formed query
	BadBody          Code = "bad_body"               // no well-formed body
	BodyMissing      Code = "body_missing"           //
	DoubleField      Code = "double_field"           // value: the field that a JSON object has twice
	TooDeep          Code = "too_deep"               // of JSON; args: how deep it may be
	BadFields        Code = "bad_fields"             // the fields are not as described; each is told beside it
	UnknownField     Code = "unknown_field"          // value: the field of a form
	BadKey           Code = "bad_idempotency_key"    // args: how long it may be
	WrongType        Code = "unsupported_media_type" // value: the type; args: the types there are
	RequestTooLarge  Code = "request_too_large"      //
	WrongMethod      Code = "method_not_allowed"     // value: the method
	NotConditional   Code = "precondition_required"  // without If-Match
	OldVersion       Code = "precondition_failed"    // If-Match is of another version; args: the version there is
	TooManyExports   Code = "too_many_exports"       // by one person, at once
	NoSuchAttempt    Code = "no_such_attempt"        // value: its id
)
