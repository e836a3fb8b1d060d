//! Lists of members in the forms of people who know databases: types behind names, values in capitals and bands.

use domain::{
    Spec,
    spec::{FieldType, OnDelete},
};
use serde_json::json;

use crate::reading::read;

fn values(spec: &Spec, entity: &str, field: &str) -> serde_json::Value {
    json!(spec.entities[entity].fields[field].values)
}

#[test]
fn values_are_written_as_the_text_writes_them() {
    for (said, wanted) in [
        ("a currency (EUR, USD or GBP)", json!(["EUR", "USD", "GBP"])),
        ("a currency EUR/USD/GBP", json!(["EUR", "USD", "GBP"])),
        ("a currency: EUR, USD or GBP", json!(["EUR", "USD", "GBP"])),
        ("a size (1-10, 11-50, 51-200, 200+)", json!(["1-10", "11-50", "51-200", "200+"])),
        ("a kind (drop-off, walk-in, no-show)", json!(["drop_off", "walk_in", "no_show"])),
        ("a kind: drop-off, walk-in or no-show", json!(["drop_off", "walk_in", "no_show"])),
        ("a kind which is no-show or walk-in", json!(["no_show", "walk_in"])),
    ] {
        let spec = read(&format!("An API for shops. A shop has a name. An offer has a title and {said}."));
        let field = said.split([' ', ':']).nth(1).unwrap();
        assert_eq!(values(&spec, "Offer", field), wanted, "{said}");
        assert_eq!(spec.coverage.silent, 0, "{said}");
    }
}

#[test]
fn the_words_of_a_database_are_types_and_no_names() {
    let text = "An API. meters: serial_no varchar(32) unique not null, place varchar(80), size bigint, read_at \
                timestamptz, extra jsonb. readings: amount decimal(12,3), taken_at timestamp.";
    let spec = read(text);
    let meter = &spec.entities["Meter"].fields;
    assert_eq!(meter.keys().collect::<Vec<_>>(), ["serial_no", "place", "size", "read_at", "extra"]);
    assert_eq!((meter["serial_no"].max_length, meter["serial_no"].unique), (Some(32), Some(true)));
    assert_eq!(meter["place"].max_length, Some(80));
    assert_eq!(
        (meter["size"].ql_type, meter["read_at"].ql_type, meter["extra"].ql_type),
        (FieldType::Integer, FieldType::DateTime, FieldType::Json)
    );
    assert_eq!(spec.entities["Reading"].fields["amount"].ql_type, FieldType::Decimal);
}

#[test]
fn a_flag_is_one_in_every_list() {
    for text in [
        "API for cars.\n- Driver: full name, active flag (default true)\n- Car: plate, make\n",
        "API for cars. Drivers (full name, active flag default true). A car has a plate.",
        "API for cars. A driver has a full name and an active flag that defaults to true.",
    ] {
        let spec = read(text);
        let flag = &spec.entities["Driver"].fields["active"];
        assert_eq!((flag.ql_type, flag.default.clone()), (FieldType::Boolean, Some(json!(true))), "{text}");
    }
}

#[test]
fn the_title_of_a_list_is_no_word_of_its_names() {
    for title in ["Employee shift planning:", "What we keep for the house:", "The data of our shop:"] {
        let text = format!(
            "{title}\n- employees: name, email, hourly rate\n- shifts: employee, starts_at, ends_at\n- time off \
             requests: employee, first day, last day, reason\n"
        );
        let spec = read(&text);
        assert_eq!(
            spec.entities.keys().collect::<Vec<_>>(),
            ["Employee", "Shift", "TimeOffRequest"],
            "{title}"
        );
        assert_eq!(spec.entities["TimeOffRequest"].fields["first_day"].ql_type, FieldType::Date, "{title}");
        assert_eq!(spec.relations.len(), 2, "{title}");
    }
}

#[test]
fn what_a_thing_may_have_several_of_belongs_to_it() {
    for who in ["owner", "shelf", "member"] {
        for verb in ["can have", "may have", "can own", "may also have"] {
            for many in ["several pets", "many pets", "one or more pets", "multiple pets"] {
                let text =
                    format!("An API. A {who} has a name. Each {who} {verb} {many}. A pet has a nickname.");
                let spec = read(&text);
                let [relation] = spec.relations.as_slice() else { panic!("{text}: {:?}", spec.relations) };
                assert_eq!(relation.from, "Pet", "{text}");
                assert_eq!(spec.open_questions.len(), 0, "{text}");
            }
        }
    }
}

#[test]
fn software_of_others_is_kept_like_any_thing() {
    for thing in ["server", "website", "database", "platform", "endpoint"] {
        let spec =
            read(&format!("An API for the operators. Each {thing} has a name and a port from 1 to 65535."));
        let name = spec::words::pascal(thing).unwrap();
        assert!(spec.entities.contains_key(&name), "{thing}: {:?}", spec.entities.keys());
    }
}

#[test]
fn what_others_are_made_of_belongs_to_them_and_they_to_the_thing() {
    let links = [
        "with a product, a quantity and a unit price",
        "(product, quantity, unit price)",
        "that have a product, a quantity and a unit price",
        ", each with a product, a quantity and a unit price",
    ];
    for has in ["has", "contains", "consists of", "must have"] {
        for many in ["several order lines", "one or more order lines", "many order lines"] {
            for link in links {
                let text = format!("An API. An order has a number. An order {has} {many} {link}.")
                    .replace(" ,", ",");
                let spec = read(&text);
                assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Order", "OrderLine"], "{text}");
                let fields: Vec<_> = spec.entities["OrderLine"].fields.keys().collect();
                assert_eq!(fields, ["product", "quantity", "unit_price"], "{text}");
                let [key] = spec.relations.as_slice() else { panic!("{text}: {:?}", spec.relations) };
                assert_eq!((key.from.as_str(), key.to.as_str()), ("OrderLine", "Order"), "{text}");
                assert_eq!(spec.open_questions.len(), 0, "{text}: {:?}", spec.open_questions);
            }
        }
    }
}

#[test]
fn two_ends_share_the_word_behind_the_second() {
    for said in ["a start and an end date", "a start and end date", "a start date and an end date"] {
        let spec = read(&format!("An API. An event has a name and {said}."));
        let fields = &spec.entities["Event"].fields;
        assert_eq!(fields.keys().collect::<Vec<_>>(), ["name", "start_date", "end_date"], "{said}");
        assert!(fields.values().skip(1).all(|field| field.ql_type == FieldType::Date), "{said}");
    }
}

#[test]
fn many_to_many_ties_and_names_no_field() {
    for said in ["tags many to many", "tags (many-to-many)", "tags many-to-many"] {
        let spec = read(&format!("An API. A post has a title and {said}. A tag has a name."));
        let [relation] = spec.relations.as_slice() else { panic!("{said}: {:?}", spec.relations) };
        assert_eq!(relation.kind, domain::spec::RelationKind::ManyToMany, "{said}");
        assert_eq!(spec.entities["Post"].fields.len(), 1, "{said}");
    }
}

#[test]
fn a_condition_behind_a_list_is_no_member() {
    let farm = "An API. A farm has a name. A field has a size and a farm";
    for (said, wanted) in [
        ("and when the farm is deleted the fields go too", OnDelete::Cascade),
        ("and if the farm is removed, the fields are removed too", OnDelete::Cascade),
        ("and once a farm is deleted its fields vanish", OnDelete::Cascade),
        ("and if a farm is deleted its fields stay without farm", OnDelete::SetNull),
    ] {
        let spec = read(&format!("{farm}, {said}."));
        assert_eq!(spec.entities["Field"].fields.keys().collect::<Vec<_>>(), ["size"], "{said}");
        assert_eq!(spec.relations[0].on_delete, Some(wanted), "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
    for said in [
        "when a goat is sold we need the price",
        "if a goat dies it is marked dead",
        "as soon as a goat is ill, the vet gets a mail",
    ] {
        let spec = read(&format!("An API. Goats have a tag, and {said}."));
        assert_eq!(spec.entities["Goat"].fields.keys().collect::<Vec<_>>(), ["tag"], "{said}");
        assert!(!spec.open_questions.is_empty(), "{said} is asked about");
    }
}

#[test]
fn a_moment_in_a_list_is_a_member() {
    for (said, name) in [
        ("and when it was bought", "bought_at"),
        ("and when the goat was last seen by the vet", "last_seen_at"),
        ("and whether it is sold", "sold"),
    ] {
        let spec = read(&format!("An API. A goat has a tag {said}."));
        assert!(
            spec.entities["Goat"].fields.contains_key(name),
            "{said}: {:?}",
            spec.entities["Goat"].fields
        );
    }
}

#[test]
fn what_is_there_once_it_was_chosen_may_be_missing() {
    for said in [
        "if one has been chosen",
        "if one was found",
        "once one is known",
        "if they have chosen one",
        "if there is one",
        "once it is assigned",
    ] {
        let spec =
            read(&format!("An API. A translator has a name. A job has a title and a translator, {said}."));
        assert_eq!(spec.entities["Job"].fields.keys().collect::<Vec<_>>(), ["title"], "{said}");
        assert_eq!(spec.relations[0].required, Some(false), "{said}");
    }
}

#[test]
fn states_are_of_the_thing_and_of_no_field_called_after_it() {
    for (thing, field) in [
        ("job", "number"),
        ("episode", "number"),
        ("car", "code"),
        ("dog", "name"),
        ("task", "title"),
        ("boat", "type"),
    ] {
        let spec = read(&format!(
            "An API. A {thing} has a {thing} {field} and a colour. A {thing} is open, running or done."
        ));
        let fields = spec.entities.values().next().unwrap().fields.clone();
        assert_eq!(fields["status"].values.as_ref().map(Vec::len), Some(3), "{thing}: {fields:?}");
        assert_eq!(fields[&format!("{thing}_{field}")].values, None, "{thing}: {fields:?}");
    }
    let spec = read("An API. A job has a colour and a title. The colour is red or blue.");
    assert_eq!(spec.entities["Job"].fields["colour"].values.as_ref().map(Vec::len), Some(2));
}

#[test]
fn what_most_begin_with_is_a_default() {
    for (said, field, wanted) in [
        ("a count, 0 by default", "count", json!(0)),
        ("a count, 1 if unknown", "count", json!(1)),
        ("a count, 1 if they don't say", "count", json!(1)),
        ("a colour, red by default", "colour", json!("red")),
        ("a colour, usually red", "colour", json!("red")),
        ("a sold flag, normally no", "sold", json!(false)),
        ("a paid flag, mostly yes", "paid", json!(true)),
        ("a kind (big, small, other), if they don't say then it's other", "kind", json!("other")),
        ("a kind (big, small, other), other if nobody says", "kind", json!("other")),
        ("a start count and an end count, both start at 0", "start_count", json!(0)),
        ("start points and end points, which start at 0", "start_points", json!(0)),
        ("start points and end points, 0 by default", "start_points", json!(0)),
    ] {
        let spec = read(&format!("An API. A pen has a name, {said}."));
        let fields = &spec.entities["Pen"].fields;
        assert_eq!(fields[field].default, Some(wanted), "{said}: {fields:?}");
        assert_eq!(fields["name"].default, None, "{said}");
        assert!(fields.keys().all(|name| !name.contains("usual") && !name.contains("normal")), "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
    for (said, begins) in [
        ("is either active or not (active by default)", true),
        ("is either active or not, not active by default", false),
        ("is active or not (active at first)", true),
    ] {
        let spec = read(&format!("An API. A pen has a name and {said}."));
        assert_eq!(spec.entities["Pen"].fields["active"].default, Some(json!(begins)), "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn the_usual_one_of_several_is_the_default() {
    for (said, field, wanted) in [
        ("a state that is open or shut, shut being the default", "state", json!("shut")),
        ("a mode that is auto or manual, auto being the usual one, and a code", "mode", json!("auto")),
        ("a mode (auto or manual, auto being the default)", "mode", json!("auto")),
        ("a crew size (1 to 9, usually 4)", "crew_size", json!(4)),
        ("a crew size, usually 4 unless said otherwise", "crew_size", json!(4)),
        ("a code and is active by default", "active", json!(true)),
        ("a code, and is enabled by default", "enabled", json!(true)),
    ] {
        let spec = read(&format!("An API for doors. A door has {said}."));
        let fields = &spec.entities["Door"].fields;
        assert_eq!(fields[field].default, Some(wanted), "{said}: {fields:?}");
        let told = 1 + usize::from(said.contains("code"));
        assert_eq!(fields.len(), told, "{said}: {:?}", fields.keys());
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
    for said in [
        "- `Truck`: `plate: string`, `fuel: gas | diesel = gas`",
        "- Truck: plate: string, fuel: gas | diesel = gas",
    ] {
        let spec = read(&format!("An API for trucks.\n\n{said}"));
        let fuel = &spec.entities["Truck"].fields["fuel"];
        assert_eq!(fuel.values, Some(vec![json!("gas"), json!("diesel")]), "{said}");
        assert_eq!(fuel.default, Some(json!("gas")), "{said}");
    }
}

#[test]
fn a_member_is_one_of_what_stands_behind_its_name() {
    for said in [
        "kind = bakery, farm or shop",
        "kind = one of bakery, farm or shop",
        "kind is bakery, farm or shop",
        "kind: bakery, farm or shop",
    ] {
        for list in [format!("name, {said}"), format!("name, {said}, and a phone number")] {
            let spec = read(&format!("An API for a food bank. Donors: {list}."));
            let kind = &spec.entities["Donor"].fields["kind"];
            assert_eq!(kind.ql_type, FieldType::Enum, "{list}");
            assert_eq!(spec.entities.len(), 1, "{list}");
        }
    }
    let spec = read("An API for a marina. Berths: number; pontoon a, b or c; length in metres.");
    let names: Vec<&str> = spec.entities["Berth"].fields.keys().map(String::as_str).collect();
    assert_eq!(names, ["number", "pontoon", "length"]);
    assert_eq!(spec.entities["Berth"].fields["pontoon"].ql_type, FieldType::Enum);
}

#[test]
fn what_may_be_missing_is_said_before_or_behind_it() {
    for said in [
        "a name and, optionally, a note",
        "a name (required), and a note, likewise optional",
        "a name and a note, which may stay empty",
        "a name, a rank, and optionally a note",
    ] {
        let spec = read(&format!("An API for a club. A member has {said}."));
        let note = &spec.entities["Member"].fields["note"];
        assert!(!note.required, "{said}");
        assert!(spec.entities["Member"].fields["name"].required, "{said}");
    }
}

#[test]
fn a_thing_shall_have_members_with_all_that_is_said_of_them() {
    for verb in ["shall have", "must have", "has", "should have"] {
        let spec = read(&format!(
            "An API for lifts. A building {verb} an address (mandatory, at most 150 characters), a number of floors \
             between 2 and 80, and may have a year of construction."
        ));
        let building = &spec.entities["Building"];
        let names: Vec<&str> = building.fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["address", "floors", "year_of_construction"], "{verb}");
        assert_eq!(building.fields["address"].max_length, Some(150), "{verb}");
    }
}

#[test]
fn two_ends_of_one_thing_are_of_one_kind_and_in_order() {
    let spec = read(
        "An API for a flying club. Flights: pilot name, take-off and landing (date and time, landing after take-off), area in hectares.",
    );
    let flight = &spec.entities["Flight"];
    assert_eq!(spec.entities.len(), 1, "{:?}", spec.entities.keys());
    for end in ["take_off", "landing"] {
        assert_eq!(flight.fields[end].ql_type, FieldType::DateTime, "{end}");
    }
    assert!(spec.rules.iter().any(|rule| rule.kind == "order" && rule.fields == ["take_off", "landing"]));
}

#[test]
fn what_must_be_is_a_flag_like_what_is() {
    for said in ["has to be cooled", "must be cooled", "is cooled", "needs to be cooled"] {
        let spec = read(&format!("An API. A donation has a weight, and whether it {said} (default no)."));
        let names: Vec<&str> = spec.entities["Donation"].fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["weight", "cooled"], "{said}");
    }
}

#[test]
fn values_are_of_the_member_that_they_stand_behind() {
    let spec = read("An API. A cow has a name. The birth date and the breed: holstein, jersey or rubia.");
    assert_eq!(spec.entities["Cow"].fields["birth_date"].ql_type, FieldType::Date);
    let spec = read("An API. A child has a name and allergies (optional, max 500 characters).");
    assert_eq!(spec.entities["Child"].fields["allergies"].max_length, Some(500));
}
