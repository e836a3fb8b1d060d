//! Members with their types behind colons: the name of a thing is a key, and what is said behind several names holds for each.

use domain::{
    Spec,
    spec::{FieldType, OnDelete, RelationKind},
};

use crate::reading::read;

fn fields(spec: &Spec, entity: &str) -> Vec<String> {
    spec.entities[entity].fields.keys().cloned().collect()
}

fn key(spec: &Spec, from: &str, field: &str) -> Option<String> {
    let found = spec.relations.iter().find(|r| r.from == from && r.field.as_deref() == Some(field));
    found.filter(|r| r.kind == RelationKind::ManyToOne).map(|r| r.to.clone())
}

#[test]
fn the_name_of_a_thing_is_the_type_of_a_key_and_takes_no_neighbour() {
    for (text, from, to, left) in [
        (
            "FastAPI.\nRoom - name: string\nBooking - room: Room, guest: string",
            "Booking",
            "Room",
            vec!["guest"],
        ),
        (
            "FastAPI. An Author has name: string, born: date. A Book has author: Author, title: string, pages: integer.",
            "Book",
            "Author",
            vec!["title", "pages"],
        ),
        ("FastAPI. Baker (name: string). Cake (baker: Baker, title: string)", "Cake", "Baker", vec!["title"]),
        (
            "FastAPI.\nAuthor - name: string, born: date\nBook - title: string, author: Author, pages: integer",
            "Book",
            "Author",
            vec!["title", "pages"],
        ),
        (
            "FastAPI.\nVine - grape: string\nHarvest - vine: Vine, day: date, kilos: decimal, picker: string",
            "Harvest",
            "Vine",
            vec!["day", "kilos", "picker"],
        ),
        ("FastAPI. Dock (name: string). Crane (load: decimal, dock: Dock)", "Crane", "Dock", vec!["load"]),
    ] {
        let spec = read(text);
        assert_eq!(key(&spec, from, &format!("{}_id", to.to_lowercase())).as_deref(), Some(to), "{text}");
        assert_eq!(fields(&spec, from), left, "{text}");
        assert!(spec.entities.contains_key(to), "{text}");
    }
}

#[test]
fn values_behind_a_colon_are_still_values() {
    let spec = read("FastAPI.\nDoor - colour: Red, Green or Blue, width: integer");
    assert_eq!(fields(&spec, "Door"), ["colour", "width"]);
    assert_eq!(spec.entities["Door"].fields["colour"].ql_type, FieldType::Enum);
}

#[test]
fn what_is_said_behind_several_names_holds_for_each_and_is_no_name() {
    for (line, names, wanted) in [
        ("width, height: integer, required", ["width", "height"], FieldType::Integer),
        ("width, height: integer, min 1", ["width", "height"], FieldType::Integer),
        ("name, code: string, required, unique", ["name", "code"], FieldType::String),
        ("nickname, motto: string, optional", ["nickname", "motto"], FieldType::String),
        ("width and height: decimal, min 0", ["width", "height"], FieldType::Decimal),
        ("opened, closed: date, optional", ["opened", "closed"], FieldType::Date),
    ] {
        for head in ["Crate\n  ", "Crate\n- ", "A crate:\n- "] {
            let spec = read(&format!("FastAPI.\n{head}{line}\n"));
            assert_eq!(fields(&spec, "Crate"), names, "{head}{line}");
            for name in names {
                let field = &spec.entities["Crate"].fields[name];
                assert_eq!(field.ql_type, wanted, "{head}{line}");
                assert_eq!(field.required, !line.contains("optional"), "{head}{line}");
                assert_eq!(field.unique == Some(true), line.contains("unique"), "{head}{line}");
            }
        }
    }
}

#[test]
fn two_names_may_be_one_and_a_title_is_no_number() {
    let spec = read("FastAPI.\nShop\n- name: string\n- terms and conditions: text\n");
    assert_eq!(fields(&spec, "Shop"), ["name", "terms_and_conditions"]);
    let spec = read("FastAPI.\nBook\n- title, year: integer, required\n");
    assert_eq!(fields(&spec, "Book"), ["title", "year"]);
    assert_eq!(spec.entities["Book"].fields["title"].ql_type, FieldType::String);
}

#[test]
fn several_keys_have_one_description() {
    let spec = read(
        "FastAPI.\nTruck\n- plate: string\nMaterial\n- name: string\nWeighing\n- truck, material: references, required, \
         restrict\n- kg: integer\nPerson\n- name: string\n- father, mother: reference to Person, optional\n",
    );
    assert_eq!(fields(&spec, "Weighing"), ["kg"]);
    assert_eq!(fields(&spec, "Person"), ["name"]);
    for (from, field, to) in [
        ("Weighing", "truck_id", "Truck"),
        ("Weighing", "material_id", "Material"),
        ("Person", "father_id", "Person"),
        ("Person", "mother_id", "Person"),
    ] {
        assert_eq!(key(&spec, from, field).as_deref(), Some(to), "{field}");
    }
    assert!(spec.relations.iter().all(|r| r.on_delete == Some(OnDelete::Restrict)));
    let spec = read(
        "FastAPI.\nAuthor\n- name: string\nPublisher\n- name: string\nBook\n- title: string\n- author and publisher: references\n",
    );
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Author", "Publisher", "Book"]);
}
