package allocation

// Model 4, per user (SPEC §5): a pool is spread over cost centres by user-days.
// A cost for one application is spread by the licence-days of that application
// instead. Both are cells of one driver: those of [Accounts], and those of the
// application.
//
// Example: 1 000,00 kr in a month with 30 days over two cost centres with 90
// and 60 user-days (3 and 2 accounts all month): 600,00 and 400,00.
//
// By price, accounts and every application that has a price are billed per
// cell: see [priceCells].
