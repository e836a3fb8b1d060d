//! How many there are is a number, though the things that are counted are kept too.

use domain::spec::FieldType;

use crate::reading::read;

#[test]
fn a_number_of_things_is_no_key_to_them() {
    let names = [
        ("max guests", "max_guests"),
        ("maximum guests", "maximum_guests"),
        ("min guests", "min_guests"),
        ("number of guests", "number_of_guests"),
        ("max number of guests", "max_number_of_guests"),
        ("a maximum number of guests", "maximum_number_of_guests"),
        ("guest count", "guest_count"),
        ("guest limit", "guest_limit"),
    ];
    let forms = [
        "A room has a number (unique), FIELD and a price. A guest has a name and an email.",
        "A guest has a name and an email. A room has a number (unique), FIELD and a price.",
        "Rooms: number (unique), FIELD.\nGuests: name, email.",
        "Rooms (number unique, FIELD), guests (name, email)",
        "An API for a hotel.\n- Room: number, FIELD\n- Guest: name, email",
    ];
    for ((said, name), thing) in names.iter().flat_map(|name| ["guest", "cow"].map(|thing| (name, thing))) {
        for form in forms {
            let bare = said.trim_start_matches("a ");
            let text = form.replace("FIELD", if form.starts_with('A') { said } else { bare });
            let text = text.replace("guest", thing).replace("Guest", &thing.replace('c', "C"));
            let name = name.replace("guest", thing);
            let spec = read(&text);
            let room = spec.entities.get("Room").unwrap_or_else(|| panic!("no room: {text}"));
            let found =
                room.fields.iter().find(|(field, _)| **field == name || name == format!("number_of_{field}"));
            let number =
                found.is_some_and(|(_, f)| matches!(f.ql_type, FieldType::Integer | FieldType::Decimal));
            assert!(number, "{text}: {:?}", room.fields);
            assert_eq!(spec.relations.len(), 0, "{text}: {:?}", spec.relations);
            assert_eq!(spec.entities.len(), 2, "{text}: {:?}", spec.entities.keys());
        }
    }
}

#[test]
fn the_same_number_has_several_names() {
    for said in ["maximum number of guests", "maximum guests", "max number of guests", "max guests"] {
        let text = format!(
            "A room has a name, min guests and max guests. The min guests must not exceed the {said}."
        );
        let spec = read(&text);
        assert_eq!(spec.rules.iter().map(|r| r.kind.as_str()).collect::<Vec<_>>(), ["order"], "{text}");
    }
}
