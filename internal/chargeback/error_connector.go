package chargeback

// Failures of a connector: the file that says how another system's export is
// read. Keys are those of the file.
const (
	ConnectorUnknown      Code = "connector_unknown"       // value: the name; args: the ready ones
	ConnectorUnreadable   Code = "connector_unreadable"    // not the JSON it should be; err: why
	ConnectorUnknownKey   Code = "connector_unknown_key"   // value: the key; args: the keys of the first level
	ConnectorMissingKey   Code = "connector_missing_key"   // args: the key
	ConnectorBadChoice    Code = "connector_bad_choice"    // value; args: the key, the choices
	ConnectorBadPattern   Code = "connector_bad_pattern"   // value: no regular expression, or not of one group
	ConnectorBadSource    Code = "connector_bad_source"    // value: not lowercase letters, digits and dashes
	ConnectorEmptyTest    Code = "connector_empty_test"    // args: the key where a test has no columns or asks nothing
	ConnectorDoubleCenter Code = "connector_double_center" // value: what stands in centers twice; args: both codes
	ConnectorNamesPeople  Code = "connector_names_people"  // value: the column; args: the key
)

// Failures of an export that a connector reads.
const (
	ExportMissingColumn Code = "export_missing_column" // value: the key of the connector; args: the names it accepts
	ExportOlder         Code = "export_older"          // args: its day, the day of the latest one
	ExportEmpty         Code = "export_empty"          // nothing counts any more; args: how many rows did
)

// Why a row of an export is parked: it is kept outside the facts, and its cost
// is shown, until someone can say whose it is. Value: what the row says.
const (
	ParkedNoID          Code = "parked_no_id"          // none, or one with control characters
	ParkedPersonnummer  Code = "parked_personnummer"   // the id looks like one; it is not shown
	ParkedDouble        Code = "parked_double"         // args: the line of the row that counts
	ParkedNoCenter      Code = "parked_no_center"      // it says nothing
	ParkedUnknownCenter Code = "parked_unknown_center" //
	ParkedManyCenters   Code = "parked_many_centers"   // several cost centres have the name; args: their codes
	ParkedNoClass       Code = "parked_no_class"       //
)
