package store

import (
	"chargeback/allocation"
	"chargeback/internal/chargeback"
)

// Months returns the stored months, rising.
func (tx *Tx) Months() ([]chargeback.MonthStatus, error) {
	var rows []monthRow
	if err := tx.gorm.Order("month").Find(&rows).Error; err != nil {
		return nil, err
	}
	months := make([]chargeback.MonthStatus, len(rows))
	for i, r := range rows {
		var err error
		if months[i], err = monthFromRow(r); err != nil {
			return nil, err
		}
	}
	return months, nil
}

// Month returns a month; one that is not stored is open.
func (tx *Tx) Month(p allocation.Period) (chargeback.MonthStatus, error) {
	var rows []monthRow
	if err := tx.gorm.Where("month = ?", p.String()).Find(&rows).Error; err != nil || len(rows) == 0 {
		return chargeback.MonthStatus{Period: p}, err
	}
	return monthFromRow(rows[0])
}

// KeepMonth stores a month if its stored version is still m.Version.
func (tx *Tx) KeepMonth(m chargeback.MonthStatus) error {
	row := rowFromMonth(m)
	row.Version++
	if m.Version == 0 {
		return tx.gorm.Create(&row).Error
	}
	result := tx.gorm.Model(&monthRow{}).Where("month = ? AND version = ?", row.Month, m.Version).Select("*").Omit("month").Updates(&row)
	if result.Error == nil && result.RowsAffected != 1 {
		return &chargeback.Error{Code: chargeback.MonthChanged, Args: []string{m.Period.String()}}
	}
	return result.Error
}

// Persons returns all persons by name.
func (tx *Tx) Persons() ([]chargeback.Person, error) {
	var rows []personRow
	var grants []grantRow
	if err := tx.gorm.Order("name").Find(&rows).Error; err != nil {
		return nil, err
	}
	if err := tx.gorm.Order("person, place").Find(&grants).Error; err != nil {
		return nil, err
	}
	persons := make([]chargeback.Person, len(rows))
	for i, r := range rows {
		persons[i] = personFromRow(r, grants)
	}
	return persons, nil
}

// Person returns a person; ok is false where there is none.
func (tx *Tx) Person(name string) (person chargeback.Person, ok bool, err error) {
	var rows []personRow
	var grants []grantRow
	if err := tx.gorm.Where("name = ?", name).Find(&rows).Error; err != nil || len(rows) == 0 {
		return person, false, err
	}
	err = tx.gorm.Where("person = ?", name).Order("place").Find(&grants).Error
	return personFromRow(rows[0], grants), true, err
}

// KeepPerson stores a person in place of what was stored of the name.
func (tx *Tx) KeepPerson(person chargeback.Person) error {
	row, grants := rowFromPerson(person)
	result := tx.gorm.Model(&personRow{}).Where("name = ?", row.Name).Select("roles", "active", "email", "language").Updates(&row)
	if result.Error != nil {
		return result.Error
	}
	if result.RowsAffected == 0 {
		if err := tx.gorm.Create(&row).Error; err != nil {
			return err
		}
	}
	if err := tx.gorm.Where("person = ?", row.Name).Delete(&grantRow{}).Error; err != nil || len(grants) == 0 {
		return err
	}
	return tx.gorm.Create(&grants).Error
}

// Deputies returns all deputies in the order in which they were appointed.
func (tx *Tx) Deputies() ([]chargeback.Deputy, error) {
	var rows []deputyRow
	if err := tx.gorm.Order("number").Find(&rows).Error; err != nil {
		return nil, err
	}
	var deputies []chargeback.Deputy
	for _, r := range rows {
		deputies = append(deputies, chargeback.Deputy{For: r.Absent, Person: r.Person, Valid: spanFrom(r.ValidFrom, r.ValidTo)})
	}
	return deputies, nil
}

// KeepDeputy adds a deputy.
func (tx *Tx) KeepDeputy(d chargeback.Deputy) error {
	row := deputyRow{Absent: d.For, Person: d.Person, ValidFrom: d.Valid.From.String(), ValidTo: d.Valid.To.String()}
	return tx.gorm.Create(&row).Error
}
