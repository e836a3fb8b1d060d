//! Things told inside the sentence of the one that has them: any holder with any things and any members.

use domain::spec::FieldType;

use crate::reading::read;

/// What is wrong with the reading of a sentence that says that shipments have cake boxes.
fn wrong(said: &str) -> Option<String> {
    let spec = read(&format!("An API for a bakery. Shipments have a number. {said}"));
    let blocking = spec.open_questions.iter().filter(|q| q.blocking).map(|q| q.text.as_str());
    let rules = spec.rules.iter().map(|rule| rule.text.as_str());
    let left: Vec<&str> = blocking.chain(rules).collect();
    let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
    let fields = |name: &str| -> Vec<(String, FieldType)> {
        let mut found: Vec<_> = spec.entities.get(name).map_or(Vec::new(), |entity| {
            entity.fields.iter().map(|(name, field)| (name.clone(), field.ql_type)).collect()
        });
        found.retain(|(name, _)| name != "address");
        found.sort_by(|one, other| one.0.cmp(&other.0));
        found
    };
    let (parent, child) = (fields("Shipment"), fields("CakeBox"));
    let right = left.is_empty()
        && spec.entities.len() == 2
        && keys == [("CakeBox", "Shipment")]
        && parent == [("number".to_owned(), FieldType::String)]
        && child == [("label".to_owned(), FieldType::String), ("weight".to_owned(), FieldType::Decimal)];
    (!right).then(|| format!("{said}\n   {parent:?} {child:?} {keys:?} {left:?}"))
}

fn check(said: impl IntoIterator<Item = String>) {
    let said = said.into_iter().map(|one| one.replace(" ,", ",").replace(" :", ":"));
    let failed: Vec<String> = said.filter_map(|one| wrong(&one)).collect();
    assert!(failed.is_empty(), "{} fail:\n{}", failed.len(), failed.join("\n"));
}

const MADE_OF: [&str; 9] = [
    "with a label and a weight",
    "each with a weight and a label",
    ", each with a label and a weight",
    "that have a label and a weight",
    "which each have a label and a weight",
    "(label, weight)",
    "(weight, label)",
    ": label, weight",
    "having a weight and a label",
];

#[test]
fn the_things_that_another_has_get_their_fields_and_a_key_to_it() {
    let holders = [
        "A shipment has",
        "Each shipment has",
        "Shipments have",
        "Shipments contain",
        "A shipment consists of",
        "Every shipment can have",
        "A shipment is made up of",
        "A shipment includes",
        "A shipment has an address and",
        "Shipments have an address, and",
    ];
    let things = [
        "cake boxes",
        "one or more cake boxes",
        "several cake boxes",
        "a list of cake boxes",
        "many cake boxes",
    ];
    check(holders.iter().flat_map(|holder| {
        things.iter().flat_map(move |thing| MADE_OF.map(|made_of| format!("{holder} {thing} {made_of}.")))
    }));
}

#[test]
fn the_things_may_come_before_the_one_that_they_are_for() {
    let whose = ["for a shipment", "of each shipment", "per shipment", "in a shipment", "for every shipment"];
    let made_of =
        ["have a label and a weight", "(label, weight)", ": label, weight", "with a label and a weight"];
    let mut said = Vec::new();
    for whose in whose {
        said.extend(made_of.map(|made_of| format!("Cake boxes {whose} {made_of}.")));
        let done = ["are packed", "are recorded", "get created"];
        said.extend(done.map(|done| format!("Cake boxes {done} {whose} with a label and a weight.")));
        let kept =
            ["I want to log", "We track", "Store", "Keep track of"].iter().filter(|_| !whose.contains(" a "));
        said.extend(kept.map(|verb| format!("{verb} cake boxes {whose} with a label and a weight.")));
    }
    check(said);
}

#[test]
fn what_one_of_them_is_belongs_to_it_and_what_holds_others_holds_them() {
    let spec = read(
        "Stations have a name. Each station has 1 or more connectors of type CCS, CHAdeMO or Type2 with a plug \
         number.",
    );
    assert_eq!(spec.entities["Connector"].fields["type"].ql_type, FieldType::Enum);
    assert_eq!(spec.entities["Connector"].fields.len(), 2);
    assert_eq!(spec.entities["Station"].fields.len(), 1);
    let spec = read(
        "Courses have a title. Courses contain modules with a position, modules contain lessons with title and \
         video url.",
    );
    let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
    assert_eq!(keys, [("Module", "Course"), ("Lesson", "Module")]);
    assert_eq!(spec.entities["Course"].fields.len(), 1);
    let spec = read("A car has a plate, and its trips have a start and an end.");
    assert_eq!((spec.relations[0].from.as_str(), spec.relations[0].to.as_str()), ("Trip", "Car"));
    let spec =
        read("Bikes have a brand. Repair orders for a bike: description, state (waiting -> ready -> gone).");
    assert_eq!(spec.entities["Bike"].fields.len(), 1);
    assert_eq!(spec.entities["RepairOrder"].fields["state"].ql_type, FieldType::Enum);
}

#[test]
fn many_to_many_is_said_behind_the_things() {
    for tail in ["many to many", "(many-to-many)", ", many to many", "in a many-to-many relationship"] {
        let said = format!("A post has a title and tags {tail}. A tag has a name.").replace(" ,", ",");
        let spec = read(&said);
        assert_eq!(spec.entities["Post"].fields.len(), 1, "{said}");
        let kinds: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str(), r.kind)).collect();
        assert_eq!(kinds, [("Post", "Tag", domain::spec::RelationKind::ManyToMany)], "{said}");
    }
}

#[test]
fn room_for_some_is_how_many_there_may_be() {
    let verbs = ["has room for", "has space for", "has places for", "has only room for up to"];
    for verb in verbs {
        let said = format!(
            "Pupils have a name and belong to a lesson. Lessons have a title. A lesson {verb} 5 pupils."
        );
        let spec = read(&said);
        assert_eq!(spec.entities["Lesson"].fields.len(), 1, "{said}");
        assert_eq!(spec.rules.len(), 1, "{said}");
        assert_eq!(spec.rules[0].kind, "limit", "{said}");
    }
}

#[test]
fn whoever_is_assigned_to_each_of_them_is_its_key() {
    for said in [
        "A mechanic is assigned to each order.",
        "A mechanic is assigned to the order.",
        "One mechanic is assigned to every order.",
    ] {
        let spec =
            read(&format!("An API for a workshop. Mechanics have a name. Orders have a number. {said}"));
        let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
        assert_eq!(keys, [("Order", "Mechanic")], "{said}");
    }
    let spec = read(
        "An API for a workshop. Machines have a name. Orders have a number. An order is assigned to a machine.",
    );
    let keys: Vec<_> = spec.relations.iter().map(|r| (r.from.as_str(), r.to.as_str())).collect();
    assert_eq!(keys, [("Order", "Machine")]);
}

#[test]
fn what_is_done_and_when_is_a_name() {
    for (said, name) in [
        ("a move in date", "move_in_date"),
        ("a drop off time", "drop_off_time"),
        ("an optional check out date", "check_out_date"),
        ("a pick up time", "pick_up_time"),
    ] {
        let spec = read(&format!("An API for a depot. A van has a plate and {said}."));
        let fields: Vec<_> = spec.entities["Van"].fields.keys().map(String::as_str).collect();
        assert_eq!(fields, ["plate", name], "{said}");
    }
}
