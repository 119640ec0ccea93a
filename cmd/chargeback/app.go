package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"slices"
	"strings"
	"syscall"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"chargeback/allocation"
	"chargeback/internal/chargeback"
	"chargeback/internal/tables"
	"chargeback/internal/words"
)

// app is what all commands share.
type app struct {
	out, err io.Writer
	lang     words.Language
}

// languageOf finds --lang before the commands are made, since their help is in
// that language. A language that is not known is refused later.
func languageOf(args []string) words.Language {
	for i, arg := range args {
		code, given := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			code, given = args[i+1], true
		}
		if given {
			if lang, ok := words.Parse(code); ok {
				return lang
			}
		}
	}
	return words.Swedish
}

// usageError is a command line that cannot be understood.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// errTold says that the command has told what is wrong with the data, and
// errNotProved that it has told what cannot be proved.
var (
	errTold      = errors.New("bad data")
	errNotProved = errors.New("not proved")
)

// importError is the failure of an import.
type importError struct{ error }

func (e importError) Unwrap() error { return e.error }

// usage makes a usageError in the language.
func (a *app) usage(swedish, english string, args ...any) error {
	return usageError{fmt.Sprintf(a.lang.Pick(swedish, english), args...)}
}

func (a *app) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "chargeback",
		Short: a.lang.Pick("Fördelar en kommuns IT-kostnader, exakt till öret", "Shares out a municipality's IT costs, exact to the öre"),
		Long: a.lang.Pick(`IT-debitering: fördelar en månads IT-kostnader på förvaltningar och bolag.

Du har en mapp med CSV-filer, eller en arbetsbok, med månadens kostnader och det
som räknas: system, datorer, användare, licenser, nätanslutningar och projekt.
Varje förvaltning får sin nota, och varje öre går att följa.`,
			`IT chargeback: shares out a month's IT costs to departments and companies.

You have a folder of CSV files, or a workbook, with the month's costs and what is
counted: systems, computers, users, licences, network ports and projects.
Every department gets its bill, and every öre can be followed.`),
		Example: a.lang.Pick(`  chargeback demo                                  visa ett helt år för en exempelkommun
  chargeback check --data 2017                     granska underlaget innan det används
  chargeback run --data 2017 --month 2017-03       beräkna mars och visa sammanställningen
  chargeback explain --data 2017 --month 2017-03 --department VOF`,
			`  chargeback demo                                  show a whole year of a sample municipality
  chargeback check --data 2017                     examine the source data before it is used
  chargeback run --data 2017 --month 2017-03       calculate March and show the summary
  chargeback explain --data 2017 --month 2017-03 --department VOF`),
		SilenceErrors: true, SilenceUsage: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return a.usage("det finns inget kommando ”%s”; se chargeback --help", "there is no command “%s”; see chargeback --help", args[0])
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.PersistentFlags().Var(&languageFlag{a}, "lang", a.lang.Pick("språk: sv eller en", "language: sv or en"))
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return a.flagError(cmd, err) })
	root.SetUsageTemplate(a.usageTemplate())
	root.SetHelpTemplate("{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}\n\n{{end}}{{.UsageString}}")
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(&cobra.Command{Use: "no-help", Hidden: true})
	root.AddCommand(
		a.runCommand(), a.explainCommand(), a.checkCommand(), a.generateCommand(), a.demoCommand(),
		a.importCommand(), a.monthCommand(), a.exportCommand(), a.verifyCommand(), a.auditCommand(), a.personCommand(), a.tokenCommand(),
		a.budgetCommand(), a.priceCommand(), a.scenarioCommand(), a.keyFiguresCommand(),
		a.serveCommand(), a.workerCommand(), a.backTestCommand(),
		a.investCommand(), a.programmeCommand(), a.catalogueCommand(),
		a.migrateCommand(), a.backupCommand(), a.restoreCommand(), a.retentionCommand(),
	)
	a.prepare(root)
	return root
}

// prepare gives a command and those below it what all of them have.
func (a *app) prepare(cmd *cobra.Command) {
	cmd.Flags().BoolP("help", "h", false, a.lang.Pick("visa den här hjälpen", "show this help"))
	cmd.DisableFlagsInUseLine = true
	cmd.Flags().VisitAll(a.tellDefault)
	cmd.PersistentFlags().VisitAll(a.tellDefault)
	for _, below := range cmd.Commands() {
		a.prepare(below)
	}
}

// tellDefault writes what an option is when it is not given into its text, in
// the language.
func (a *app) tellDefault(f *pflag.Flag) {
	none := ""
	switch f.Value.Type() {
	case "bool":
		return
	case "int", "int64", "uint64":
		none = "0"
	case "duration":
		none = "0s"
	case "stringSlice", "stringArray":
		none = "[]"
	}
	if f.DefValue != none {
		f.Usage += fmt.Sprintf(a.lang.Pick(" (annars %s)", " (otherwise %s)"), f.DefValue)
		f.DefValue = none
	}
}

func (a *app) usageTemplate() string {
	return strings.NewReplacer(
		"USAGE", a.lang.Pick("Så här skriver du", "Usage"),
		"EXAMPLES", a.lang.Pick("Exempel", "Examples"),
		"COMMANDS", a.lang.Pick("Kommandon", "Commands"),
		"GLOBAL", a.lang.Pick("För alla kommandon", "For all commands"),
		"FLAGS", a.lang.Pick("Val", "Options"),
		"MORE", a.lang.Pick(`Mer om ett kommando: {{.CommandPath}} KOMMANDO --help`, `More on a command: {{.CommandPath}} COMMAND --help`),
	).Replace(`USAGE:
  {{if .HasAvailableSubCommands}}{{.CommandPath}} ` + a.lang.Pick("KOMMANDO", "COMMAND") + `{{else}}{{.UseLine}}{{end}}{{if .HasAvailableSubCommands}}

COMMANDS:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding }} {{.Short}}{{end}}{{end}}{{end}}{{if .HasExample}}

EXAMPLES:
{{.Example}}{{end}}{{if .HasAvailableLocalFlags}}

FLAGS:
{{.LocalFlags.FlagUsages | alignOptions}}{{end}}{{if .HasAvailableInheritedFlags}}

GLOBAL:
{{.InheritedFlags.FlagUsages | alignOptions}}{{end}}{{if .HasAvailableSubCommands}}

MORE{{end}}
`)
}

func init() { cobra.AddTemplateFunc("alignOptions", alignOptions) }

// alignOptions aligns the texts of options whose names have letters such as å,
// which the library takes for two.
func alignOptions(usages string) string {
	lines := strings.Split(strings.TrimRight(usages, " \n"), "\n")
	for i, line := range lines {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if end := strings.Index(line[indent:], "   "); end > 0 {
			end += indent
			extra := end - utf8.RuneCountInString(line[:end])
			lines[i] = line[:end] + strings.Repeat(" ", extra) + line[end:]
		}
	}
	return strings.Join(lines, "\n")
}

// languageFlag checks --lang; its value was taken by languageOf.
type languageFlag struct{ a *app }

func (f *languageFlag) String() string {
	if f.a == nil {
		return words.Languages[words.Swedish]
	}
	return words.Languages[f.a.lang]
}
func (f *languageFlag) Type() string { return "sv|en" }
func (f *languageFlag) Set(code string) error {
	lang, ok := words.Parse(code)
	if !ok {
		return errors.New(code)
	}
	f.a.lang = lang
	return nil
}

// flagError tells a command line's fault in the language.
func (a *app) flagError(cmd *cobra.Command, err error) error {
	see := cmd.CommandPath() + " --help"
	var (
		unknown *pflag.NotExistError
		lacking *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() != "" {
			name = "-" + unknown.GetSpecifiedName()
		}
		return a.usage("det finns inget val %s; se %s", "there is no option %s; see %s", name, see)
	case errors.As(err, &lacking):
		return a.usage("valet --%s behöver ett värde; se %s", "option --%s needs a value; see %s", lacking.GetSpecifiedName(), see)
	case errors.As(err, &invalid):
		return a.usage("”%s” duger inte för --%s; se %s", "“%s” will not do for --%s; see %s", invalid.GetValue(), invalid.GetFlag().Name, see)
	}
	return a.usage("kommandot går inte att förstå (%v); se %s", "the command cannot be understood (%v); see %s", err, see)
}

// noArguments refuses arguments that are no options.
func (a *app) noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return a.usage("”%s” är ett ord för mycket; se %s --help", "“%s” is one word too many; see %s --help", args[0], cmd.CommandPath())
	}
	return nil
}

// report tells the error of a command on standard error and returns the exit
// code.
func (a *app) report(err error) int {
	var (
		usage usageError
		many  *chargeback.Errors
		one   *chargeback.Error
	)
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintf(a.err, "chargeback: %s\n", usage.text)
		return exitUsage
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(a.err, "chargeback: %s\n", a.lang.Pick("avbrutet; det som inte hann bli klart är inte sparat", "interrupted; what was not finished is not kept"))
		return exitFailure
	case errors.Is(err, errTold):
		return exitBadData
	case errors.Is(err, errNotProved):
		return exitFailure
	case errors.As(err, &many):
		a.reportMany(many, errors.As(err, &importError{}))
		if errors.Is(err, &chargeback.Error{Code: chargeback.Unbalanced}) {
			return exitFailure // a fault of the program, not of the data
		}
		return exitBadData
	case errors.As(err, &one):
		fmt.Fprintf(a.err, "chargeback: %s\n", a.lang.Failure(one))
		return exitOf(one.Code)
	case errors.Is(err, syscall.EPIPE):
		return exitFailure // whoever read the output has seen enough
	}
	fmt.Fprintf(a.err, "chargeback: %s\n", a.failure(err))
	return exitFailure
}

func (a *app) reportMany(errs *chargeback.Errors, imported bool) {
	count := words.Plural(errs.Count, a.lang.Pick("fel", "error"), a.lang.Pick("fel", "errors"))
	nothing := a.lang.Pick("inget beräknades", "nothing was calculated")
	if imported {
		nothing = a.lang.Pick("inget lästes in", "nothing was imported")
	}
	fmt.Fprintf(a.err, a.lang.Pick("chargeback: %s: underlaget har %s\n", "chargeback: %s: the source data has %s\n"), nothing, count)
	for _, e := range errs.List {
		fmt.Fprintf(a.err, "  %s\n", a.lang.Failure(e))
	}
	if more := errs.Count - len(errs.List); more > 0 {
		fmt.Fprintf(a.err, a.lang.Pick("  … och %s till\n", "  … and %s more\n"), words.Count(more))
	}
}

// failure tells an error of the operating system: what was not done, and why.
func (a *app) failure(err error) string {
	var path *fs.PathError
	if errors.As(err, &path) {
		return fmt.Sprintf(a.lang.Pick("”%s” gick inte att skriva eller läsa (%v); välj en annan plats eller rätta felet, och försök igen",
			"“%s” could not be written or read (%v); choose another place or mend the fault, and try again"), path.Path, a.lang.Cause(path.Err))
	}
	var listen *net.OpError
	if errors.As(err, &listen) && listen.Op == "listen" && listen.Addr != nil {
		return fmt.Sprintf(a.lang.Pick("det går inte att svara på %s (%v); ange en annan adress med --listen, eller stoppa det som använder den",
			"%s cannot be listened on (%v); give another address with --listen, or stop what uses it"), listen.Addr, a.lang.Cause(listen.Err))
	}
	return err.Error()
}

// period reads a month given on the command line.
func (a *app) period(text string) (allocation.Period, error) {
	p, ok := allocation.ParsePeriod(text)
	switch {
	case text == "":
		return p, a.usage("ange månaden med --month, till exempel --month 2017-03", "give the month with --month, for example --month 2017-03")
	case !ok:
		return p, a.usage("”%s” är ingen månad; skriv den som 2017-03", "“%s” is no month; write it as 2017-03", text)
	}
	return p, nil
}

// read opens and reads a data set, with a progress bar where that takes long.
func (a *app) read(path string) (*tables.Set, error) {
	if path == "" {
		return nil, a.usage("ange underlaget med --data, en mapp med CSV-filer eller en arbetsbok", "give the data set with --data, a folder of CSV files or a workbook")
	}
	source, err := tables.Open(path)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	prepareMemory(source.Size())
	bar := a.progress(source.Size(), a.lang.Pick("Läser", "Reading"))
	defer bar.done()
	return tables.Read(source, bar.add)
}

// choice is a flag with a few values.
type choice struct {
	value  string
	values []string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.values, "|") }
func (c *choice) Set(value string) error {
	if !slices.Contains(c.values, value) {
		return errors.New(value)
	}
	c.value = value
	return nil
}
