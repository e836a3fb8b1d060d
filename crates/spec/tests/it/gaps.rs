//! Parts that nothing read are asked about, wherever they hide: in brackets, behind a frame, beside a default.

use domain::{Spec, rule::FormalRule};

use crate::reading::read;

fn asked(spec: &Spec, part: &str) -> bool {
    spec.open_questions.iter().any(|q| q.text.contains(part))
}

#[test]
fn a_frame_covers_no_part_of_its_list_that_was_not_read() {
    for (member, part) in [
        ("email (must never be told to anybody)", "told to anybody"),
        ("plate stored in upper case", "upper case"),
        ("area (rounded to the next dozen)", "rounded to the next dozen"),
        ("code (only while the moon is up)", "moon"),
    ] {
        for list in [format!("name, {member}"), format!("{member}, name"), format!("name, {member}, size")] {
            let text = format!("API for cars ({list}).");
            let spec = read(&text);
            assert!(spec.entities["Car"].fields.contains_key("name"), "{text}");
            assert!(asked(&spec, part), "{text}: {:?}", spec.open_questions);
        }
    }
}

#[test]
fn a_default_that_moves_with_the_day_is_asked_about() {
    for said in ["default today", "today by default", "defaults to today", "defaults to now"] {
        for text in [
            format!("API for loans (borrower name, loan date ({said}))."),
            format!("API for loans. A loan has a borrower name and a loan date ({said})."),
        ] {
            let spec = read(&text);
            assert!(asked(&spec, "today") || asked(&spec, "now"), "{text}: {:?}", spec.open_questions);
            let field = &spec.entities["Loan"].fields["loan_date"];
            assert!(field.required && field.default.is_none(), "{text}");
        }
    }
}

#[test]
fn one_of_two_is_not_both() {
    for said in [
        "needs at least an email or a phone",
        "must have an email or a phone",
        "has either an email or a phone",
    ] {
        let text = format!("API for customers (name). A customer {said}.");
        let spec = read(&text);
        assert!(asked(&spec, "email or a phone"), "{text}: {:?}", spec.open_questions);
        let fields = &spec.entities["Customer"].fields;
        let bound: Vec<&String> = fields.iter().filter(|(_, f)| f.required).map(|(name, _)| name).collect();
        assert!(!bound.contains(&&"email".to_owned()) && !bound.contains(&&"phone".to_owned()), "{text}");
    }
}

#[test]
fn what_is_told_of_two_members_holds_between_them() {
    for said in [
        "they must be different",
        "must differ",
        "which must not be the same",
        "both must be different teams",
    ] {
        for text in [
            format!("API for teams (name) and matches: home team, away team ({said}), date."),
            format!("API for teams (name) and matches (home team, away team ({said}), date)."),
            format!("API for teams (name). A match has a date, a home team and an away team ({said})."),
        ] {
            let spec = read(&text);
            let rules: Vec<FormalRule> = spec.rules.iter().filter_map(FormalRule::of).collect();
            let wanted =
                FormalRule::Differ { one: "home_team_id".to_owned(), other: "away_team_id".to_owned() };
            assert_eq!(rules, [wanted], "{text}: {:?}", spec.open_questions);
        }
    }
    let spec = read(
        "API for teams (name). A match has a date, a home team and an away team; they must be different.",
    );
    assert!(matches!(FormalRule::of(&spec.rules[0]), Some(FormalRule::Differ { .. })));
}

#[test]
fn a_number_behind_a_member_is_never_passed_over() {
    for (told, part) in
        [("a minimum age of 12", "of 12"), ("seats of 4", "of 4"), ("a minimum age of 12 years", "of 12")]
    {
        let text = format!("A ride has a name and {told}.");
        let spec = read(&text);
        assert!(asked(&spec, part), "{text}: {:?}", spec.open_questions);
    }
}

#[test]
fn a_first_sentence_that_tells_what_a_thing_does_is_no_title() {
    for text in
        ["The warden of a hut eats the soup. A hut has a name.", "Wardens eat the soup. A hut has a name."]
    {
        let spec = read(text);
        assert!(asked(&spec, "eat"), "{text}: {:?}", spec.open_questions);
    }
    let spec = read("The town archive wants an API for its photos. A photo has a caption.");
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
}

#[test]
fn a_bound_that_nothing_keeps_is_asked_about() {
    for (text, number) in [
        ("A piano has a maker and a colour. No maker is older than 1800.", "1800"),
        ("A log entry has a date and hours. The hours in one week must not be more than 60.", "60"),
        ("A ticket has a subject. A subject which is like another by 85 percent is shown in red.", "85"),
    ] {
        let spec = read(text);
        let asked = asked(&spec, number);
        let as_text = spec.rules.iter().any(|rule| rule.text.contains(number));
        assert!(asked || as_text, "{text}: {:?} {:?}", spec.open_questions, spec.rules);
    }
}

#[test]
fn a_number_that_is_kept_in_another_unit_or_only_tells_of_the_writer_is_not_asked_about() {
    for text in [
        "A book has a title of at most 80 characters and a year from 1450 to 2100. Lists show 25 books per page.",
        "A room has a name and seats (1 to 40). A session has a start and an end, and belongs to a room.",
        "We have about 8000 books. A book has a title.",
    ] {
        let spec = read(text);
        let digits = |question: &domain::spec::Question| question.text.contains(|c: char| c.is_ascii_digit());
        assert!(!spec.open_questions.iter().any(digits), "{text}: {:?}", spec.open_questions);
    }
}

#[test]
fn people_who_may_do_one_thing_get_that_right_and_nobody_else_does() {
    for (text, role) in [
        (
            "Permits have a plate and a colour. Admins do everything, guards can only look up permits by plate.",
            "guard",
        ),
        (
            "Permits have a plate and a colour. Admins do everything, guard can only look up by plate.",
            "guard",
        ),
        (
            "An item has a label and a place found. Staff may edit items. Porters can only search by label.",
            "porter",
        ),
    ] {
        let spec = read(text);
        let auth = spec.auth.as_ref().unwrap();
        assert!(auth.roles.iter().any(|known| known == role), "{text}: {:?}", auth.roles);
        let reads = |ops: &[String]| ops.iter().any(|op| op == "list");
        let readers: Vec<&String> = auth
            .permissions
            .iter()
            .filter(|right| reads(&right.ops))
            .flat_map(|right| &right.roles)
            .collect();
        assert!(readers.iter().any(|who| *who == role), "{text}: {readers:?}");
        assert!(!readers.iter().any(|who| *who == "user"), "{text}: {readers:?}");
    }
}

#[test]
fn somebody_whom_a_list_does_not_know_is_asked_about() {
    let text = "A tree has a species. There is a list of trees with no inspection during the last 12 months.";
    let spec = read(text);
    assert!(asked(&spec, "inspection"), "{:?}", spec.open_questions);
}

#[test]
fn a_word_that_limits_is_never_passed_over() {
    let text = "API for jobs (title) and applications (job, cv file). Candidates can apply to a job, only once per summer.";
    let spec = read(text);
    let as_text = spec.rules.iter().any(|rule| rule.text.contains("only once"));
    assert!(asked(&spec, "only once") || as_text, "{:?}", spec.open_questions);
    let spec = read("A stall has a number, a daily fee and can have electricity or not.");
    assert!(spec.open_questions.is_empty(), "{:?}", spec.open_questions);
}

#[test]
fn those_who_cannot_change_anything_may_still_look() {
    for said in ["but can't change anything", "but cannot manage them", "and must not alter anything"] {
        let spec = read(&format!("Pets have a code. Keepers do everything; drivers can see pets {said}."));
        let denied = spec
            .auth
            .as_ref()
            .unwrap()
            .permissions
            .iter()
            .filter(|right| right.effect == domain::spec::Effect::Deny);
        for right in denied {
            assert_eq!(right.ops, ["create", "update", "delete"], "{said}");
        }
    }
}
