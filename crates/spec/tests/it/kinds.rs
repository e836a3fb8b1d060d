//! Choices that nobody gave a name: the words between which one chooses are values, and no fields.

use crate::reading::read;

/// `name: values` of the one entity's choices.
fn choices(text: &str) -> Vec<String> {
    let spec = read(text);
    let fields = spec.entities.values().flat_map(|entity| &entity.fields);
    let chosen = fields.filter_map(|(name, field)| {
        let values: Vec<&str> = field.values.as_ref()?.iter().filter_map(|value| value.as_str()).collect();
        Some(format!("{name}: {}", values.join(" ")))
    });
    chosen.collect()
}

#[test]
fn words_divided_by_or_are_one_choice() {
    for (text, wanted) in [
        ("Machines (washer or dryer, number, price per run).", "kind: washer dryer"),
        (
            "Each machine (washer or dryer, number, price per run) has faults with a date.",
            "kind: washer dryer",
        ),
        (
            "Orders: crown, bridge, denture or splint, patient code, due date.",
            "kind: crown bridge denture splint",
        ),
        ("A piano has a maker, whether it is upright or grand and a year.", "kind: upright grand"),
        (
            "About a piano I need to know the maker, if it is upright or grand, and the year.",
            "kind: upright grand",
        ),
        ("A piano has a maker, a kind, upright or grand, and a year.", "kind: upright grand"),
        (
            "Cylinders: serial number unique, material steel or aluminium, volume in litres.",
            "material: steel aluminium",
        ),
        ("Rooms: number, full board or half board, price per night.", "kind: full_board half_board"),
        ("Trips: number, one way or return, price.", "kind: one_way return"),
        ("Boats have a name and are sail or motor.", "kind: sail motor"),
        ("Scores: title, composer, voices SATB or SSA.", "voices: SATB SSA"),
    ] {
        assert_eq!(choices(text), [wanted], "{text}");
    }
}

#[test]
fn an_or_between_names_of_fields_or_people_is_no_choice() {
    for text in [
        "A contact has a name and needs at least an email or a phone.",
        "Deliveries: number, customer or supplier, date.",
        "Parts: isbn or sku, price, weight.",
    ] {
        assert!(choices(text).is_empty(), "{text}: {:?}", choices(text));
    }
}

#[test]
fn a_second_choice_is_called_by_its_values_and_one_between_things_is_asked_about() {
    let both =
        "A machine has a number, whether it is a washer or a dryer, and whether it is gas or electric.";
    assert_eq!(choices(both), ["kind: washer dryer", "gas_or_electric: gas electric"]);
    for text in [
        "Rooms have a name. Desks have a number. Bookings (room or desk, from, until).",
        "Boxes have a label and a worker or volunteer.",
        "Deliveries: number, customer or supplier, date.",
    ] {
        let spec = read(text);
        assert!(choices(text).is_empty(), "{text}");
        assert!(
            spec.open_questions.iter().any(|q| q.text.contains(" or ")),
            "{text}: {:?}",
            spec.open_questions
        );
    }
}
