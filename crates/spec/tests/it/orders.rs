//! Fields that are held against each other have an order: numbers, days or moments, never plain text.

use domain::{
    Spec,
    rule::FormalRule,
    spec::{FieldType, RuleStatus},
};

use crate::reading::read;

/// The types of the two fields of the one order, the lesser first; `None` where it stayed a question.
fn ordered(spec: &Spec, said: &str) -> Option<(String, FieldType, String, FieldType)> {
    assert_eq!(spec.coverage.silent, 0, "{said}");
    let rule = spec.rules.iter().find(|rule| rule.status == RuleStatus::Formal)?;
    let Some(FormalRule::Order { before, after, .. }) = FormalRule::of(rule) else { return None };
    let fields = &spec.entities[rule.entity.as_ref().unwrap()].fields;
    Some((before.clone(), fields[&before].ql_type, after.clone(), fields[&after].ql_type))
}

#[test]
fn more_and_less_are_said_of_numbers() {
    let pairs = [
        ("net", "gross"),
        ("fee", "amount"),
        ("safe low", "safe high"),
        ("foo", "quux"),
        ("current players", "max players"),
        ("used bytes", "total bytes"),
        ("tare", "laden weight"),
        ("lower limit", "upper limit"),
    ];
    let forms = [
        "The LESS can't be higher than the MORE.",
        "The LESS must not exceed the MORE.",
        "The LESS can never exceed the MORE.",
        "The LESS must be lower than the MORE.",
        "The LESS may not be more than the MORE.",
        "The LESS must be at most the MORE.",
        "The MORE must be at least the LESS.",
        "The MORE must be greater than the LESS.",
        "LESS <= MORE.",
    ];
    for (less, more) in pairs {
        for form in forms {
            let said = format!(
                "A gizmo has a name, {less} and {more}. {}",
                form.replace("LESS", less).replace("MORE", more)
            );
            let (before, lower, after, upper) =
                ordered(&read(&said), &said).unwrap_or_else(|| panic!("no order: {said}"));
            assert_eq!((before, after), (less.replace(' ', "_"), more.replace(' ', "_")), "{said}");
            for kind in [lower, upper] {
                assert!(matches!(kind, FieldType::Integer | FieldType::Decimal), "{said}: {kind:?}");
            }
        }
    }
}

#[test]
fn before_and_after_are_said_of_times() {
    for (first, second, kind) in [
        ("sowing", "harvest", FieldType::Date),
        ("sowing date", "harvest", FieldType::Date),
        ("kickoff", "ends at", FieldType::DateTime),
        ("planting", "harvest date", FieldType::Date),
    ] {
        for form in [
            "The SECOND must be after the FIRST.",
            "The SECOND can't be before the FIRST.",
            "The FIRST must be before the SECOND.",
            "The SECOND must not be earlier than the FIRST.",
        ] {
            let said = format!(
                "A gizmo has a name, a {first} and a {second}. {}",
                form.replace("FIRST", first).replace("SECOND", second)
            );
            let (_, from, _, to) = ordered(&read(&said), &said).unwrap_or_else(|| panic!("no order: {said}"));
            assert_eq!((from, to), (kind, kind), "{said}");
        }
    }
}

#[test]
fn what_has_no_order_stays_a_question() {
    for said in [
        "A gizmo has a code (unique) and a price. The code must not exceed the price.",
        "A gizmo has a size (small, large) and a price. The size must be lower than the price.",
        "A gizmo has a due date and a price. The due date can't be higher than the price.",
    ] {
        let spec = read(said);
        assert!(
            ordered(&spec, said).is_none() && !spec.open_questions.is_empty(),
            "{said}: {:?}",
            spec.rules
        );
    }
}

#[test]
fn a_field_of_another_record_gives_the_type_too() {
    let said = "A table has a name and seats. A booking belongs to a table and has a crowd. \
                The crowd must not exceed the table's seats.";
    let spec = read(said);
    assert_eq!(spec.entities["Booking"].fields["crowd"].ql_type, FieldType::Integer, "{:?}", spec.rules);
}

#[test]
fn measured_words_are_numbers() {
    for name in ["value", "gross", "net", "tax", "balance", "fee", "vat", "threshold", "consumption"] {
        let spec = read(&format!("A gizmo has a name and a {name}."));
        let kind = spec.entities["Gizmo"].fields.get(name).map(|field| field.ql_type);
        assert_eq!(kind, Some(FieldType::Decimal), "{name}");
    }
    let spec = read("A gizmo has a name, a host and a port.");
    assert_eq!(spec.entities["Gizmo"].fields["port"].ql_type, FieldType::Integer);
    let spec = read("A setting has a key and a value.");
    assert_eq!(spec.entities["Setting"].fields["value"].ql_type, FieldType::String);
}

#[test]
fn a_name_that_says_whose_it_is_is_no_field_of_another() {
    let things = "A crop has a name and an expected harvest date. A planting belongs to a crop and has a planted on \
                  date. A harvest belongs to a planting and has a date.";
    for said in [
        "The harvest date must not be before the planted on date of its planting.",
        "The harvest date can't be earlier than the planted on date of the planting.",
        "The harvest date must be on or after the planting's planted on date.",
    ] {
        let spec = read(&format!("{things} {said}"));
        let told: Vec<_> = spec.rules.iter().map(|r| (r.kind.as_str(), r.entity.as_deref())).collect();
        assert_eq!(told, [("compare", Some("Harvest"))], "{said}: {:?}", spec.rules);
    }
    // Without a way from one to the other it is no rule that could be built.
    let spec = read(
        "A crop has a planted on date and an expected harvest date. A harvest has a date. \
         The harvest date must not be before the planted on date of its crop.",
    );
    assert!(spec.rules.iter().all(|r| r.status == RuleStatus::TextOnly), "{:?}", spec.rules);
}

#[test]
fn the_least_and_the_most_are_bounds_of_a_list() {
    for said in ["min bedrooms", "minimum bedrooms", "max bedrooms"] {
        let spec = read(&format!("A listing has a title and bedrooms. Filter listings by {said}."));
        assert_eq!(spec.entities["Listing"].fields.len(), 2, "{said}");
        let list = spec.operations.iter().find(|op| !op.filters.is_empty()).unwrap();
        assert!(list.filters.iter().all(|name| name.starts_with("bedrooms_")), "{said}: {:?}", list.filters);
    }
}
