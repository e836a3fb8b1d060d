//! What people tell of their records in whole sentences, in other words than "has".

use domain::{
    Origin, Spec,
    requirement::requirements,
    spec::{FieldType, OnDelete},
};

use crate::reading::read;

fn one_line(spec: &Spec, entity: &str) -> String {
    let Some(record) = spec.entities.get(entity) else { return format!("no {entity}") };
    let shown = |(name, field): (&String, &domain::spec::Field)| {
        let values: Vec<&str> = field.values.iter().flatten().filter_map(|value| value.as_str()).collect();
        match values.is_empty() {
            true => format!("{name} {:?}{}", field.ql_type, if field.required { "" } else { "?" }),
            false => format!("{name} {}{}", values.join("|"), if field.required { "" } else { "?" }),
        }
    };
    record.fields.iter().map(shown).collect::<Vec<_>>().join(", ")
}

/// The fields of the entity, and nothing of the text that is asked about.
#[track_caller]
fn whole(text: &str, entity: &str, fields: &str) -> Spec {
    let spec = read(text);
    assert_eq!(one_line(&spec, entity), fields, "{text}");
    let asked: Vec<&str> = spec.open_questions.iter().map(|question| question.text.as_str()).collect();
    assert!(asked.is_empty(), "{text}: {asked:?}");
    spec
}

fn points(spec: &Spec, from: &str, to: &str) -> bool {
    spec.relations.iter().any(|relation| relation.from == from && relation.to == to)
}

#[test]
fn a_sentence_says_what_each_has_without_the_word() {
    let file = "Files have a reference.";
    for told in
        ["We also note whether a file is confidential.", "I want to know whether a file is confidential."]
    {
        whole(&format!("{file} {told}"), "File", "reference String, confidential Boolean?");
    }
    for told in ["Sometimes there is a remark, but mostly not.", "There can also be a remark."] {
        whole(&format!("A crossing has a speed. {told}"), "Crossing", "speed Decimal, remark Text?");
    }
    let spec = whole(
        "Kittens have a name. A weighing is the kitten, the date and the grams.",
        "Weighing",
        "date Date, grams Decimal",
    );
    assert!(points(&spec, "Weighing", "Kitten"));
    whole(
        "Pickers are seasonal workers with a name and a nationality.",
        "Picker",
        "name String, nationality String",
    );
    whole(
        "A boat has a name, the number of passengers it can carry (at most 60) and whether it takes cars.",
        "Boat",
        "name String, passengers Integer, takes_cars Boolean?",
    );
    let spec = whole(
        "We have two boats; for each I want to store its name and its length in metres.",
        "Boat",
        "name String, length Decimal",
    );
    assert!(!spec.entities.contains_key("Length"));
}

#[test]
fn what_stands_in_each_is_of_it() {
    let spec = read("A litter has a date. In each litter there are kittens. Kittens have a name.");
    assert!(points(&spec, "Kitten", "Litter"), "{:?}", spec.relations);
    let spec = read("A zoo has a name. The zoo is divided into zones. A zone has a letter.");
    assert!(points(&spec, "Zone", "Zoo") && spec.relations.len() == 1, "{:?}", spec.relations);
    let spec = read("A coat has a size. It hangs in a cupboard. Cupboards have a letter.");
    assert!(points(&spec, "Coat", "Cupboard"), "{:?}", spec.relations);
    let spec = read("A lesson is with one teacher and has a start. Teachers have a name.");
    assert!(points(&spec, "Lesson", "Teacher"), "{:?}", spec.relations);
    let spec = read(
        "Routes have a colour and a grade. Climbers have a name. Ascents record which climber did which route and on what day.",
    );
    assert!(points(&spec, "Ascent", "Climber") && points(&spec, "Ascent", "Route"), "{:?}", spec.relations);
    assert_eq!(one_line(&spec, "Ascent"), "day Date");
}

#[test]
fn members_stay_with_the_thing_that_they_are_said_of() {
    let spec = read("games have a title and a weight, nights have a date and a place");
    assert_eq!(one_line(&spec, "Game"), "title String, weight Decimal");
    assert_eq!(one_line(&spec, "Night"), "date Date, place String");
    let spec = read("A band has a name and several concerts: date, place.");
    assert_eq!(one_line(&spec, "Band"), "name String");
    assert_eq!(one_line(&spec, "Concert"), "date Date, place String");
    let spec = read("A singer keeps a private list of songs: title, key.");
    assert_eq!(one_line(&spec, "Song"), "title String, key String");
    // What a section tells is of what its heading names.
    let spec = read(
        "# Roastery\n\n## Roasts\nWe roast small batches. We log the date, the charge weight and the end weight.\n\n## Tastings\nA tasting has a taster and points.",
    );
    assert_eq!(one_line(&spec, "Roast"), "date Date, charge_weight Decimal, end_weight Decimal");
    assert_eq!(one_line(&spec, "Tasting"), "taster String, points Integer");
    let spec = read(
        "Bouquets have a name. When somebody orders, I note their name, which bouquet and how many they want.",
    );
    assert_eq!(one_line(&spec, "Order"), "name String, quantity Integer");
    assert!(points(&spec, "Order", "Bouquet"), "{:?}", spec.relations);
}

#[test]
fn values_defaults_and_dates_are_what_they_are_called() {
    whole(
        "Visits have a name and a result (ok, repair needed, shut down).",
        "Visit",
        "name String, result ok|repair_needed|shut_down",
    );
    whole(
        "A tank has a code and a water type, either fresh or salt.",
        "Tank",
        "code String, water_type fresh|salt",
    );
    whole("Sensor(serial string, kind enum dry|wet)", "Sensor", "serial String, kind dry|wet");
    for told in
        ["which is working or broken and starts as working", "of working or broken, and starts as working"]
    {
        let spec = whole(
            &format!("Each lamp has a pole and a status {told}."),
            "Lamp",
            "pole String, status working|broken?",
        );
        let status = spec.entities["Lamp"].fields["status"].clone();
        assert_eq!(status.default, Some("working".into()), "{told}");
    }
    whole(
        "A jar has a label, a best-before date and a use-by date.",
        "Jar",
        "label String, best_before_date Date, use_by Date",
    );
    whole("A visitor has a name and an email if he wants.", "Visitor", "name String, email Email?");
    whole(
        "A coach has a name, sets and reps, all at least 1.",
        "Coach",
        "name String, sets Integer, reps Integer",
    );
}

#[test]
fn what_nobody_else_has_is_unique_and_a_list_says_within_what() {
    for told in ["that nobody else may use", "that no one else can have", "which exists only once"] {
        let spec = read(&format!("A singer has a name and a code {told}."));
        assert_eq!(spec.entities["Singer"].fields["code"].unique, Some(true), "{told}");
    }
    let spec = read("A turbine belongs to a park and has a model. Park names are unique.");
    assert_eq!(spec.entities["Park"].fields["name"].unique, Some(true));
    let spec = read(
        "**Race**\n- title: required\n\n**Start**\n- race\n- bib: 1 to 9999, unique per race\n- club: optional\n",
    );
    let start = &spec.entities["Start"];
    assert_eq!(start.fields["bib"].ql_type, FieldType::Integer);
    assert_eq!(
        (start.fields["bib"].unique, start.unique.as_slice()),
        (None, [vec!["bib".to_owned(), "race_id".to_owned()]].as_slice())
    );
}

#[test]
fn what_stands_behind_a_comma_is_of_whom_it_is_said() {
    let toys = "Toys have a name.";
    let spec = read(&format!("{toys} A family, which has a surname and a phone number, borrows toys."));
    assert_eq!(
        (one_line(&spec, "Toy"), one_line(&spec, "Family")),
        ("name String".into(), "surname String, phone_number Phone".into())
    );
    let spec = whole(
        &format!("{toys} A toy is made by a manufacturer, of whom we only know the name and the country."),
        "Manufacturer",
        "name String, country String",
    );
    assert!(points(&spec, "Toy", "Manufacturer"), "{:?}", spec.relations);
    let spec = whole(
        "For every piano we record the maker and the owner, who has a name, phone and address.",
        "Owner",
        "name String, phone Phone, address Text",
    );
    assert!(
        points(&spec, "Piano", "Owner") && one_line(&spec, "Piano") == "maker String",
        "{:?}",
        spec.relations
    );
    whole(
        "A tree has a tag. I want to store the species, the year of planting and the height in metres.",
        "Tree",
        "tag String, species String, year_of_planting Integer, height Decimal",
    );
    whole(
        "A plan has a name, may have an end date, and washes per month.",
        "Plan",
        "name String, end_date Date?, washes_per_month Integer",
    );
    whole(
        "An evening has a topic. The weather of an evening is clear or rain, unknown at first.",
        "Evening",
        "topic String, weather clear|rain?",
    );
}

#[test]
fn a_range_beside_a_name_made_of_letters_is_its_length() {
    let spec = read("**Start**\n- bib: 1 to 900\n- code: 1 to 12\n- title: 1-80\n");
    let lengths = |name: &str| {
        (spec.entities["Start"].fields[name].ql_type, spec.entities["Start"].fields[name].max_length)
    };
    assert_eq!(lengths("bib"), (FieldType::Integer, None));
    assert_eq!(
        (lengths("code"), lengths("title")),
        ((FieldType::String, Some(12)), (FieldType::String, Some(80)))
    );
}

#[test]
fn what_dies_with_another_goes_with_it() {
    let spec = read(
        "A launch has a site. Samples belong to a launch and have a value. Samples die with their launch.",
    );
    assert!(!spec.entities.contains_key("SamplesDie"));
    assert_eq!(spec.relations[0].on_delete, Some(OnDelete::Cascade));
}

#[test]
fn who_writes_and_why_is_not_asked_about() {
    let rest = "A room has a name and seats.";
    for lead in [
        "We roast small batches and want to compare them later.",
        "Our village runs a small ferry across the river and I would like to get rid of the paper book.",
        "Our parish hall can be rented.",
    ] {
        whole(&format!("{lead} {rest}"), "Room", "name String, seats Integer");
    }
    whole(
        "Street lamps for the city: each lamp has a pole and a height.",
        "Lamp",
        "pole String, height Decimal",
    );
    // What is wished for is no background.
    for lead in ["We rent rooms and want to bill them monthly.", "Our members pay only once."] {
        let spec = read(&format!("{lead} {rest}"));
        assert!(!spec.open_questions.is_empty() || !spec.rules.is_empty(), "{lead}");
    }
}

#[test]
fn a_limit_that_nobody_asked_for_stands_beside_no_words() {
    let origin = |text: &str, pointer: &str| {
        let spec = read(text);
        requirements(&spec).into_iter().find(|one| one.pointer == pointer).map(|one| one.origin)
    };
    let (title, year) = ("/entities/Film/fields/title/maxLength", "/entities/Film/fields/year/maximum");
    assert_eq!(origin("A film has a title and a year.", title), Some(Origin::Default));
    assert_eq!(origin("A film has a title and a year.", year), Some(Origin::Default));
    assert_eq!(origin("A film has a title of at most 255 characters.", title), Some(Origin::Stated));
    assert_eq!(origin("A film has a title and a year up to 2100.", year), Some(Origin::Stated));
    let key = "/relations/0/on_delete";
    assert_eq!(origin("A film has a title. A seat belongs to a film.", key), Some(Origin::Default));
    assert_eq!(
        origin(
            "A film has a title. A seat has a row and belongs to a film. Deleting a film deletes its seats.",
            key
        ),
        Some(Origin::Stated)
    );
}

#[test]
fn what_nobody_else_has_and_what_a_material_is_stand_right_behind_the_name() {
    let spec = whole(
        "Hens have a ring number nobody else has, a name and a breed.",
        "Hen",
        "ring_number String, name String, breed String",
    );
    assert_eq!(spec.entities["Hen"].fields["ring_number"].unique, Some(true));
    whole(
        "A cylinder has a serial (unique), material steel or aluminium, a last inspection date.",
        "Cylinder",
        "serial String, material steel|aluminium, last_inspection_date Date",
    );
    whole("Tanks have a fuel petrol or diesel and a size.", "Tank", "fuel petrol|diesel, size String");
}

#[test]
fn the_shop_that_somebody_has_is_no_field_of_what_they_want_to_keep() {
    for lead in [
        "I have a tailor shop and want to track alterations.",
        "We have a small marina and would like to track alterations.",
    ] {
        whole(
            &format!("{lead} An alteration has a garment and a price."),
            "Alteration",
            "garment String, price Decimal",
        );
    }
}
