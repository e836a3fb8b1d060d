//! What a thing is made of, told by what happens to it, and turns of speech that say the same as a plain one.

use domain::{
    Spec,
    spec::{FieldType, RelationKind},
};

use crate::reading::read;

fn fields(text: &str, entity: &str) -> Vec<(String, FieldType)> {
    let spec = read(text);
    let Some(record) = spec.entities.get(entity) else {
        panic!("{text}: no {entity} in {:?}", spec.entities.keys())
    };
    record.fields.iter().map(|(name, field)| (name.clone(), field.ql_type)).collect()
}

fn has(text: &str, entity: &str, name: &str, ql_type: FieldType) {
    let found = fields(text, entity);
    assert!(found.contains(&(name.to_owned(), ql_type)), "{text}: {found:?}");
}

fn points(spec: &Spec, from: &str, to: &str) -> bool {
    spec.relations.iter().any(|r| r.from == from && r.to == to && r.kind == RelationKind::ManyToOne)
}

#[test]
fn the_moment_at_which_something_is_done_is_a_field() {
    has("A pass has a name, starts on a day and ends at some time.", "Pass", "starts_on", FieldType::Date);
    has("A pass has a name, starts on a day and ends at some time.", "Pass", "ends_at", FieldType::DateTime);
    has("A reading is taken at a time and has a value.", "Reading", "taken_at", FieldType::DateTime);
    has(
        "A hive has a name. A visit is for one hive, on a date, and has a note.",
        "Visit",
        "date",
        FieldType::Date,
    );
    has("A tenant has a name and moved in on a date.", "Tenant", "moved_in_on", FieldType::Date);
    // One at a time is a rule.
    let spec = read("A locker has a number and can be given to one member at a time.");
    assert!(!spec.entities["Locker"].fields.contains_key("time"), "{:?}", spec.entities);
}

#[test]
fn what_is_put_down_about_somebody_is_what_they_have() {
    for said in ["are registered with", "are recorded with their", "sign up with"] {
        let text = format!("API for donors. Donors {said} full name, date of birth and weight.");
        let names: Vec<String> = fields(&text, "Donor").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["full_name", "date_of_birth", "weight"], "{text}");
        assert_eq!(read(&text).entities.len(), 1, "{text}");
    }
}

#[test]
fn how_long_one_lasts_is_a_number_of_its_own() {
    let spec = read("A lesson has a title and lasts 30, 45 or 60 minutes.");
    let field = &spec.entities["Lesson"].fields["duration"];
    assert_eq!((field.ql_type, field.values.as_ref().map(Vec::len)), (FieldType::Integer, Some(3)));
}

#[test]
fn members_stand_in_brackets_of_any_shape() {
    let spec = read("Resident { name, email }, Permit { zone: A|B|C, valid from: date, fee: decimal }.");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Resident", "Permit"]);
    assert_eq!(spec.entities["Permit"].fields["zone"].values.as_ref().map(Vec::len), Some(3));
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
}

#[test]
fn people_who_are_people_are_described_all_the_same() {
    for said in
        ["are people too: name, email", "are staff with a name and an email", "are also persons: name, email"]
    {
        let spec = read(&format!("A team has a title and a coach. Coaches {said}."));
        assert_eq!(spec.entities["Coach"].fields.keys().collect::<Vec<_>>(), ["name", "email"], "{said}");
        assert!(points(&spec, "Team", "Coach"), "{said}: {:?}", spec.relations);
    }
}

#[test]
fn a_yes_or_no_belongs_to_the_name_before_it() {
    for said in ["(yes/no)", "yes/no", "(yes or no)", "yes or no"] {
        let text = format!("Medicine: name, form (tablet, syrup), prescription required {said}.");
        has(&text, "Medicine", "prescription_required", FieldType::Boolean);
    }
    has("Inspection: date, passed/failed, inspector name.", "Inspection", "passed", FieldType::Boolean);
}

#[test]
fn from_the_first_to_the_last_of_a_scale() {
    let values = |text: &str, entity: &str, name: &str| {
        read(text).entities[entity].fields[name].values.as_ref().map(Vec::len)
    };
    assert_eq!(values("Shirt: name, size XS-XXL, price.", "Shirt", "size"), Some(6));
    assert_eq!(values("Slot: name, weekday (Mon-Sun), price.", "Slot", "weekday"), Some(7));
}

#[test]
fn what_is_said_of_two_together_is_kept_between_them() {
    for said in [
        "uses many ingredients, with a weight in grams for each",
        "needs several ingredients, and for each of them a weight in grams",
        "consists of ingredients, with a weight in grams per ingredient",
    ] {
        let spec = read(&format!("Ingredients have a name. A recipe has a title. A recipe {said}."));
        let between = &spec.entities["RecipeIngredient"];
        assert_eq!(between.fields.keys().collect::<Vec<_>>(), ["weight"], "{said}");
        assert!(
            points(&spec, "RecipeIngredient", "Recipe") && points(&spec, "RecipeIngredient", "Ingredient")
        );
    }
}

#[test]
fn several_on_both_sides_may_be_said_with_one_verb() {
    for said in [
        "A show may have several presenters and a presenter several shows.",
        "Presenters are members of shows.",
        "A presenter can be in more than one show.",
    ] {
        let spec = read(&format!("Shows have a title. Presenters have a name. {said}"));
        let kinds: Vec<_> = spec.relations.iter().map(|r| r.kind).collect();
        assert_eq!(kinds, [RelationKind::ManyToMany], "{said}: {:?}", spec.relations);
    }
}

#[test]
fn two_words_for_one_thing_make_one_thing() {
    let spec = read("Kids have a name and a birthday. A meal entry is for a child and has a portion.");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Kid", "MealEntry"]);
    assert!(points(&spec, "MealEntry", "Kid"), "{:?}", spec.relations);
}

#[test]
fn a_box_holds_samples_and_is_no_word_of_their_name() {
    let spec = read(
        "A shelf contains boxes, a box holds samples. Shelf: code. Box: label. Sample: barcode, taken on.",
    );
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Shelf", "Box", "Sample"]);
    assert!(points(&spec, "Box", "Shelf") && points(&spec, "Sample", "Box"), "{:?}", spec.relations);
    assert_eq!(spec.relations.len(), 2, "{:?}", spec.relations);
}

#[test]
fn a_label_before_what_is_wanted_says_nothing() {
    let spec = read("Ticket: CRUD for leave requests. Fields: reason, days, from date, to date.");
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["LeaveRequest"]);
    assert_eq!(
        spec.entities["LeaveRequest"].fields.keys().collect::<Vec<_>>(),
        ["reason", "days", "from_date", "to_date"]
    );
}

#[test]
fn a_sample_may_stand_inside_of_the_sentence_that_names_it() {
    let spec = read("The backend should store parcels that look like {\"code\": \"A-1\", \"weight\": 2.5}.");
    assert_eq!(spec.entities["Parcel"].fields.keys().collect::<Vec<_>>(), ["code", "weight"]);
}

#[test]
fn a_description_in_json_points_to_the_others() {
    let spec = read(
        "{\"Flight\": {\"pilot\": \"Pilot\", \"takeoff\": \"datetime\", \"hours\": \"int\"}, \
         \"Pilot\": {\"name\": \"string\", \"licence\": \"string?\"}}",
    );
    assert!(points(&spec, "Flight", "Pilot"), "{:?}", spec.relations);
}

#[test]
fn where_things_are_is_no_reason_not_to_say_what_is_put_down() {
    let text = "Dogs in our shelter are recorded with a name, an age in years and a chip number.";
    let names: Vec<String> = fields(text, "Dog").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["name", "age", "chip_number"]);
}

#[test]
fn an_address_with_its_parts_is_so_many_fields() {
    let text =
        "Customers have a name and an address (street, zip, city). A crate has dimensions (width, height).";
    let spec = read(text);
    assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Customer", "Crate"]);
    assert_eq!(
        spec.entities["Customer"].fields.keys().collect::<Vec<_>>(),
        ["name", "street", "zip", "city"]
    );
}

#[test]
fn the_one_that_it_has_is_a_key() {
    let spec = read("A rental has a renter (name, phone, email), a purpose and a date.");
    assert!(points(&spec, "Rental", "Renter"), "{:?}", spec.relations);
}

#[test]
fn one_here_and_several_there_is_one_key() {
    for said in [
        "Each plot can have only one tenant, but a tenant can rent several plots.",
        "A tenant can rent several plots, and each plot has at most one tenant.",
    ] {
        let spec = read(&format!("Plots have a number. Tenants have a name. {said}"));
        assert!(points(&spec, "Plot", "Tenant"), "{said}: {:?}", spec.relations);
        assert_eq!(spec.relations.len(), 1, "{said}: {:?}", spec.relations);
    }
}

#[test]
fn kinds_and_flags_are_told_in_many_ways() {
    let spec = read("A garment is a suit, a dress, trousers or a shirt; it has a fabric.");
    assert_eq!(spec.entities["Garment"].fields["kind"].values.as_ref().map(Vec::len), Some(4));
    has("Jobs are of type mowing, watering or other and have a date.", "Job", "type", FieldType::Enum);
    has("Machine: tag, status (working / out of order / retired).", "Machine", "status", FieldType::Enum);
    has("Room: name, has piano, hourly rate.", "Room", "piano", FieldType::Boolean);
    has("Menu item: name, price, is it vegan, is it sold out.", "MenuItem", "sold_out", FieldType::Boolean);
}

#[test]
fn names_of_many_are_a_name_of_each() {
    let names: Vec<String> = fields("Staff members have names and job titles.", "StaffMember")
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, ["name", "job_title"]);
}

#[test]
fn bullets_that_declare_things_are_no_fields_of_their_title() {
    for mark in [":", " —", " -"] {
        let text = format!(
            "Training records\n- Employee{mark} full name, employee number (unique), hired on\n- Course{mark} title, provider, start date"
        );
        let spec = read(&text);
        assert_eq!(spec.entities.keys().collect::<Vec<_>>(), ["Employee", "Course"], "{text}");
    }
    let spec = read("Product:\n- price: decimal, required\n- size: S, M, L\n- title: max 80, unique");
    assert_eq!(spec.entities["Product"].fields.keys().collect::<Vec<_>>(), ["price", "size", "title"]);
}

#[test]
fn what_others_may_not_is_said_by_contrast() {
    for said in [
        "Teachers can create and edit meals, parents can't.",
        "Teachers may create and edit meals, but parents don't.",
        "Teachers can create and edit meals, whereas parents cannot do that.",
    ] {
        let spec = read(&format!("API for meals (name, price). {said}"));
        let auth = spec.auth.as_ref().unwrap();
        assert_eq!(auth.roles, ["teacher", "parent"], "{said}");
        let denied = auth.permissions.iter().find(|p| p.effect == domain::spec::Effect::Deny);
        assert!(denied.is_some_and(|p| p.roles == ["parent"]), "{said}: {:?}", auth.permissions);
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn a_smiley_and_a_kind_word_say_nothing_of_the_software() {
    for text in [
        "Hey there! Hope you're well 😊 Could you build me an API for bookings? A booking has a name and a date. Cheers, Ann",
        "hi :) an API for bookings (name, date) please :-)",
        "Not API keys, use accounts. An API for bookings (name, date).",
    ] {
        let spec = read(text);
        assert_eq!(spec.entities["Booking"].fields.keys().collect::<Vec<_>>(), ["name", "date"], "{text}");
        assert!(spec.open_questions.is_empty(), "{text}: {:?}", spec.open_questions);
    }
}
