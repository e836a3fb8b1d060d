//! Lists of members in the forms of people who know databases: types behind names, values in capitals and bands.

use domain::{Spec, spec::FieldType};
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
