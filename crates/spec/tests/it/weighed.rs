//! What no clause shape reads is weighed by what labelled requests say of words in such company.

use domain::{Origin, Spec, intent::Intent, roles::Reader};
use proptest::prelude::*;
use spec::{RulesReader, weigh::Model};

use crate::reading::read;

const CAFE: &str = "API for our repair cafe. Visitors bring devices. On the slip for a device goes the brand, the model, the \
                    serial number and a short fault description.";

fn origin(spec: &Spec, entity: &str, field: &str) -> Option<Origin> {
    spec.entities.get(entity)?.fields.get(field)?.origin
}

#[test]
fn members_that_only_the_words_around_them_tell_are_shown_as_assumptions() {
    let spec = read(CAFE);
    for field in ["brand", "model", "serial_number"] {
        assert_eq!(origin(&spec, "Device", field), Some(Origin::Inferred), "{field}");
        let path = format!("/entities/Device/fields/{field}");
        let assumed = spec.assumptions.iter().find(|a| a.path.as_deref() == Some(path.as_str()));
        let assumed = assumed.unwrap_or_else(|| panic!("{field} is assumed: {:?}", spec.assumptions));
        assert!(assumed.alternatives.len() >= 2, "{assumed:?}");
        let src = spec.entities["Device"].fields[field].src.unwrap();
        assert_eq!(CAFE[src.start..src.end].trim_start_matches("the ").replace(' ', "_"), field);
    }
}

#[test]
fn what_was_only_likely_is_stated_once_the_text_says_it() {
    let spec = read(&format!("{CAFE} Devices: brand, model, serial number."));
    for field in ["brand", "model", "serial_number"] {
        assert_eq!(origin(&spec, "Device", field), Some(Origin::Stated), "{field}");
        let path = format!("/entities/Device/fields/{field}");
        assert!(spec.assumptions.iter().all(|a| a.path.as_deref() != Some(path.as_str())), "{field}");
    }
}

#[test]
fn a_member_goes_to_nobody_else_where_whoever_has_it_is_unknown() {
    let spec = read(
        "An API for members. A member has a name. For this we make a wumlip with begin date and price per year.",
    );
    let fields: Vec<&str> = spec.entities["Member"].fields.keys().map(String::as_str).collect();
    assert_eq!(fields, ["name"]);
    assert!(!spec.open_questions.is_empty());
}

#[test]
fn what_plain_sentences_say_is_left_as_it_is() {
    for said in [
        "A show has a name. Each track belongs to a show and keeps artist, title and length in seconds.",
        "Pupils have a name. A room has a lower and an upper limit. Teams have a captain and a colour.",
    ] {
        let spec = read(said);
        let inferred = spec.entities.values().flat_map(|entity| entity.fields.values());
        assert_eq!(inferred.filter(|field| field.origin == Some(Origin::Inferred)).count(), 0, "{said}");
        assert!(spec.open_questions.is_empty(), "{said}: {:?}", spec.open_questions);
    }
}

#[test]
fn the_weights_that_the_program_carries_can_be_read_and_others_are_an_error() {
    let bytes = include_bytes!("../../data/reader.weights");
    let model = Model::from_bytes(bytes).unwrap();
    assert_eq!(model.to_bytes().len(), bytes.len());
    for len in [0, 1, 100, bytes.len() / 2, bytes.len() - 1] {
        assert!(Model::from_bytes(&bytes[..len]).is_err(), "{len} bytes are no weights");
    }
}

#[test]
fn a_text_of_many_things_and_members_is_weighed_within_its_bound() {
    let many: Vec<String> =
        (0..400).map(|n| format!("On the slip for gadget{n} goes the brand{n} and the model{n}.")).collect();
    let spec = RulesReader::default().read(&Intent::of(many.join(" "))).unwrap();
    assert_eq!(spec.coverage.silent, 0);
}

proptest! {
    #[test]
    fn bytes_that_are_no_weights_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Model::from_bytes(&bytes);
    }
}

/// Each right with the rule it was read by, `!` before it where it is denied.
fn rights(said: &str) -> Vec<(String, String)> {
    let spec = read(said);
    assert_eq!(spec.coverage.silent, 0, "{said}");
    let permissions = spec.auth.iter().flat_map(|auth| auth.permissions.clone());
    let told = permissions.filter(|permission| permission.origin != Some(Origin::Default));
    told.flat_map(|permission| {
        let denied = if permission.effect == domain::spec::Effect::Deny { "!" } else { "" };
        let (role, entity) = (permission.roles.join(","), permission.entity.clone().unwrap_or_default());
        let rule = permission.rule.clone().unwrap_or_default();
        let ops = permission.ops.clone();
        ops.into_iter().map(move |op| (format!("{denied}{role} {op} {entity}"), rule.clone()))
    })
    .collect()
}

const MUSEUM: &str =
    "API for a museum. An exhibit has a name and a room. A loan belongs to an exhibit and has a start date.";

#[test]
fn rights_that_only_the_words_around_them_tell_are_shown_as_assumptions() {
    let said = format!("{MUSEUM} The curator's job is to create exhibits and to edit loans.");
    let likely = |right: &str| (right.to_owned(), "W2.likely-right".to_owned());
    assert_eq!(rights(&said), [likely("curator create Exhibit"), likely("curator update Loan")]);
    let spec = read(&said);
    for right in ["curator may create Exhibit", "curator may update Loan"] {
        let assumed = spec.assumptions.iter().find(|assumed| assumed.text.starts_with(right));
        assert!(
            assumed.is_some_and(|assumed| !assumed.alternatives.is_empty()),
            "{right}: {:?}",
            spec.assumptions
        );
    }
}

#[test]
fn what_is_likely_stands_aside_where_a_right_was_read() {
    let said = format!("{MUSEUM} Curators can create exhibits. Only curators can edit loans.");
    let read: Vec<(String, String)> = rights(&said);
    assert!(read.iter().all(|(_, rule)| rule.starts_with("G6.")), "{read:?}");
    assert_eq!(read.len(), 2, "{read:?}");
}

#[test]
fn a_right_to_some_rows_is_none_to_all_however_likely() {
    for bound in [
        "The curator's job is to edit loans while they are open.",
        "The curator's job is to edit loans unless they are closed.",
        "The curator's job is to delete cancelled loans.",
    ] {
        let spec = read(&format!("{MUSEUM} {bound}"));
        let likely = spec.auth.iter().flat_map(|auth| &auth.permissions);
        let likely = likely.filter(|permission| permission.rule.as_deref() == Some("W2.likely-right"));
        assert_eq!(likely.count(), 0, "{bound}");
        assert!(!spec.open_questions.is_empty(), "{bound}");
    }
}

/// Long enough for its words to speak against what clause shapes read.
const LOCK: &str = "Backend for the canal office. A lock has a name and a length in metres. Boats come with a name, a draught in \
                    centimetres and an owner name. The keepers work in turns, some of them for thirty years now, and what they \
                    know of the water is in their heads and nowhere else. ";

#[test]
fn a_noun_that_only_the_words_around_it_tell_is_a_thing_and_an_assumption() {
    let spec = read(&format!(
        "{LOCK}Every passage goes on one line: the lock, the boat, the day and the toll. Passages are listed newest first, and \
         a keeper can delete a passage."
    ));
    assert!(spec.entities.contains_key("Passage"), "{:?}", spec.entities.keys());
    assert!(!spec.entities.contains_key("Line"), "{:?}", spec.entities.keys());
    assert!(!spec.entities.contains_key("Water"), "{:?}", spec.entities.keys());
}

#[test]
fn a_name_of_the_stack_that_no_clause_takes_is_built_with_unless_it_is_only_spoken_of() {
    let stack = |said: &str| {
        let spec = read(&format!("{LOCK}{said}"));
        let stated = |key: &str| spec.project.origin.get(key) == Some(&Origin::Stated);
        (
            spec.project.language.clone().filter(|_| stated("language")),
            spec.project.storage.clone().filter(|_| stated("storage")),
        )
    };
    let none = (None, None);
    assert_eq!(stack("The people upstairs say MySQL."), (None, Some("mysql".to_owned())));
    assert_eq!(stack("Today an old MySQL does that."), none);
    assert_eq!(stack("The tool is for our Kotlin team."), none);
}

#[test]
fn what_is_built_is_told_by_the_whole_text_where_nothing_states_it() {
    let text = LOCK.replace("Backend for", "This is for");
    let kind = |said: &str| read(&format!("{text}{said}")).project.kind.as_str();
    assert_eq!(
        kind(
            "The keepers click through their list on the tablet in the browser, with a big button for each boat."
        ),
        "web_app"
    );
    assert_eq!(kind("It answers in JSON."), "api");
}

#[test]
fn a_verb_that_no_clause_takes_names_the_step_of_a_life() {
    let posts = |said: &str| {
        let spec = read(&format!(
            "{LOCK}A passage has a day, a toll and a status (booked, released, refused). {said}"
        ));
        let of = |op: &domain::spec::Operation| {
            op.path.clone().filter(|path| op.method.as_deref() == Some("POST") && path.contains("/{id}/"))
        };
        spec.operations.iter().filter_map(of).collect::<Vec<_>>()
    };
    let told = posts(
        "Passages start out as booked. When the water is right it is the keeper who releases the booked passage, or else refuses it.",
    );
    assert!(told.contains(&"/passages/{id}/release".to_owned()), "{told:?}");
    // Values beside each other are no steps.
    assert_eq!(posts("The toll is paid in coins."), Vec::<String>::new());
}

/// Sixty words and more, of which none but the last few say what is kept.
const SHOP: &str = "A translation starts as open and is then reviewed. Translations can be filtered by locale, and translators edit \
                    translations. The shop asks for the translations once an hour and keeps them until it asks again, so nobody \
                    waits for us; a translation that is missing is shown in English, and our people see it on a list on Monday.";

#[test]
fn a_thing_has_the_likelier_of_two_names_and_what_is_said_of_either() {
    let spec = read(&format!(
        "API holding our UI translations: key (required), locale (de, en, fr), reviewed flag. {SHOP}"
    ));
    let things: Vec<&str> = spec.entities.keys().map(String::as_str).collect();
    assert_eq!(things, ["Translation"]);
    let fields: Vec<&str> = spec.entities["Translation"].fields.keys().map(String::as_str).collect();
    assert_eq!(fields, ["key", "locale", "reviewed", "status"]);
}

#[test]
fn two_things_that_share_a_word_stay_two() {
    let spec = read(
        "API for a goat dairy in Go. A milking has a date and litres. A cheese batch has a code and a weight; a milk batch \
         has a tank and a temperature. Each cheese batch is made of one milk batch. We are two sisters and a dog, the dairy \
         stands on a hill, and on some days in winter nobody comes up but the post, so we do everything ourselves.",
    );
    for name in ["CheeseBatch", "MilkBatch"] {
        assert!(spec.entities.contains_key(name), "{name}: {:?}", spec.entities.keys());
    }
    assert!(!spec.entities.contains_key("Batch"));
}

/// Sixty words and more of a tin that has a number and a contact person.
const TINS: &str = "API for our collection tins in Go. A tin stands in a shop and has a number (unique) and a contact person. A shop \
                    has a name and a street. We are four people with one van, and every Friday we drive round the harbour with an \
                    empty bag and come back with a full one, as long as the coins are still worth the petrol and somebody has \
                    the time.";

#[test]
fn a_member_that_only_a_filter_names_is_one_where_the_words_around_it_say_so() {
    let spec = read(&format!("{TINS} Tin list: filter on severity and condition, newest on top."));
    let listed = spec.operations.iter().find(|op| op.id == "listTins").unwrap();
    assert_eq!(listed.filters, ["severity", "condition"]);
    for field in ["severity", "condition"] {
        assert_eq!(origin(&spec, "Tin", field), Some(Origin::Inferred), "{field}");
        let path = format!("/entities/Tin/fields/{field}");
        assert!(spec.assumptions.iter().any(|a| a.path.as_deref() == Some(path.as_str())), "{field}");
    }
}

#[test]
fn what_a_filter_names_again_is_no_second_member() {
    let spec = read(&format!("{TINS} Tin list: filter on number and contact, newest on top."));
    let fields: Vec<&str> = spec.entities["Tin"].fields.keys().map(String::as_str).collect();
    assert_eq!(fields, ["number", "contact_person"]);
}

#[test]
fn a_list_without_an_owner_goes_to_whom_most_of_its_members_say() {
    let spec = read(
        "API for an angling association in Django. Honestly the list we have is a disgrace, it lies in a drawer at the harbour and \
         half of it was wet last year, so here is what I want instead.\n\nEach water has a name, a type (river, lake, canal) and a \
         maximum number of rods.\n\nAnglers\nMembership number (unique!), name, date of birth, email\n\nDay tickets\nAn angler buys \
         one for a water; ticket number unique, price\n",
    );
    let angler = &spec.entities["Angler"].fields;
    for name in ["membership_number", "name", "date_of_birth", "email"] {
        assert!(angler.contains_key(name), "{name}: {:?}", angler.keys());
    }
    let water: Vec<&str> = spec.entities["Water"].fields.keys().map(String::as_str).collect();
    assert_eq!(water, ["name", "type", "maximum_number_of_rods"]);
}
