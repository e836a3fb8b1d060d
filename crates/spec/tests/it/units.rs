//! What a number is counted in, in whatever words: no unit is a word of a name, and none is left over.

use domain::spec::FieldType;

use crate::reading::read;

const UNITS: &[&str] = &[
    "milliseconds",
    "ms",
    "minutes",
    "square metres",
    "m²",
    "hectares",
    "acres",
    "litres",
    "gallons",
    "cubic metres",
    "micrograms",
    "pounds",
    "oz",
    "stone",
    "degrees",
    "degrees Celsius",
    "degrees Oechsle",
    "°C",
    "percent",
    "per cent",
    "per mille",
    "hPa",
    "psi",
    "mmHg",
    "kilowatts",
    "kWh",
    "ampere hours",
    "MHz",
    "decibels",
    "kilobytes",
    "GiB",
    "pixels",
    "nautical miles",
    "light years",
    "metres per second",
    "kilometres per hour",
    "km/h",
    "beats per minute",
    "euros per night",
    "µS/cm",
    "mg/l",
    "newton metres",
    "arc seconds",
    "hands",
    "fathoms",
    "bushels",
    "carats",
    "Brix",
];

#[test]
fn a_measure_in_any_unit_is_a_number_of_its_own_name() {
    for unit in UNITS {
        for text in [
            format!("An API. Boats have a code, a depth in {unit} and a note."),
            format!("An API.\n\nBoat: code, depth in {unit} (at most 900), note."),
        ] {
            let spec = read(&text);
            let fields = &spec.entities["Boat"].fields;
            assert_eq!(fields.keys().collect::<Vec<_>>(), ["code", "depth", "note"], "{text}");
            let number = matches!(
                fields["depth"].ql_type,
                FieldType::Decimal | FieldType::Integer | FieldType::Duration | FieldType::Float
            );
            assert!(number, "{text}: {:?}", fields["depth"].ql_type);
        }
    }
}

#[test]
fn a_line_in_metres_per_second_is_no_italian() {
    let spec = read("A boat API.\n\nBoat\n- code\n- depth in metres per second\n- note\n");
    assert!(spec.entities["Boat"].fields.contains_key("depth"), "{:?}", spec.entities);
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
}

#[test]
fn units_between_which_one_chooses_are_values() {
    let spec = read("An API. Parcels have a weight, a unit (kg, lb) and a note.");
    let values = spec.entities["Parcel"].fields["unit"].values.clone().unwrap_or_default();
    assert_eq!(values.len(), 2, "{values:?}");
}
