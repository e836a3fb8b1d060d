//! What may not be there twice: any deed with any refusal, any likeness of two things.

use crate::reading::read;

const CARS: &str = "An API for a fleet. A car has a plate. A driver has a name. A fill-up belongs to a car and has \
                    litres, an odometer and a note. A rating belongs to a driver and a car and has stars.";

fn unique(said: &str, entity: &str) -> Vec<Vec<String>> {
    let spec = read(&format!("{CARS} {said}"));
    assert_eq!(spec.rules.len(), 0, "{said}: {:?}", spec.rules);
    assert_eq!(spec.entities.len(), 4, "{said}: {:?}", spec.entities.keys());
    let mut sets: Vec<Vec<String>> =
        spec.entities[entity].unique.iter().filter(|set| set.len() > 1).cloned().collect();
    sets.iter_mut().for_each(|set| set.sort());
    sets
}

#[test]
fn nothing_is_done_twice() {
    let refused = [
        "A driver can't rate the same car",
        "A driver must not rate a car",
        "The system shall not allow a driver to rate a car",
        "Prevent drivers from rating the same car",
        "It must not be possible for a driver to rate the same car",
        "No driver may rate the same car",
    ];
    for who in refused {
        for often in ["twice", "more than once", "a second time", "again"] {
            let said = format!("{who} {often}.");
            assert_eq!(unique(&said, "Rating"), [["car_id", "driver_id"]], "{said}");
        }
    }
    for said in [
        "A driver rates a car at most once.",
        "A driver may rate each car only once.",
        "Drivers can only rate a car once.",
        "Per car, a driver may rate only once.",
        "A car can only be rated once by a driver.",
    ] {
        assert_eq!(unique(said, "Rating"), [["car_id", "driver_id"]], "{said}");
    }
}

#[test]
fn no_two_are_alike() {
    let said = [
        "There may not be two fill-ups of a car with the same odometer.",
        "No two fill-ups of a car may have the same odometer.",
        "Two fill-ups of the same car can't have the same odometer.",
        "A car can't have two fill-ups with the same odometer.",
        "A car can have several fill-ups but never two with the same odometer.",
        "Fill-ups of one car must not share an odometer.",
        "Within a car, the odometer is unique.",
        "For each car, odometers must be unique.",
    ];
    for said in said {
        assert_eq!(unique(said, "FillUp"), [["car_id", "odometer"]], "{said}");
    }
}

#[test]
fn what_happens_at_the_same_time_is_no_likeness() {
    for said in ["A driver can't drive two cars at the same time.", "A driver may rate cars."] {
        let spec = read(&format!("{CARS} {said}"));
        assert!(spec.entities.values().all(|e| e.unique.iter().all(|set| set.len() < 2)), "{said}");
    }
}

#[test]
fn each_of_two_that_occur_once_is_a_set_of_its_own() {
    let text = "Pieces have a title. Concerts have a title and a date. A program entry has a piece, a concert and a position \
                (1 or higher). In a concert every position and every piece occurs only once.";
    let spec = read(text);
    let mut sets = spec.entities["ProgramEntry"].unique.clone();
    sets.iter_mut().for_each(|set| set.sort());
    sets.sort();
    assert_eq!(sets, [["concert_id", "piece_id"], ["concert_id", "position"]], "{:?}", spec.rules);
}

#[test]
fn a_member_that_no_two_have_is_unique() {
    for said in [
        "A locker has a number. The same number must not be used twice.",
        "A locker has a number. The same number can only be given once.",
        "A locker has a size and a number no two lockers share.",
        "A locker has a number that no two lockers may have, and a size.",
        "A locker has a number, at most one locker per number.",
        "A locker has a number, only one locker per number, and a size.",
        "A locker has a size and a number (no more than one locker per number).",
    ] {
        let spec = read(&format!("An API. {said}"));
        let number = &spec.entities["Locker"].fields["number"];
        assert_eq!(number.unique, Some(true), "{said}: {number:?}");
        assert_eq!(number.maximum, None, "{said}");
        assert_eq!(spec.open_questions.len(), 0, "{said}: {:?}", spec.open_questions);
    }
    let set = unique("The same note must not be used twice per car.", "FillUp");
    assert_eq!(set, [["car_id", "note"]]);
}

#[test]
fn at_most_one_of_a_pair_bounds_no_value() {
    let spec = read(
        "An API. A sensor has a code. A reading belongs to a sensor and has a value and a day, at most one reading per \
         sensor and day.",
    );
    assert_eq!(spec.entities["Reading"].unique, [["day", "sensor_id"]]);
}

#[test]
fn what_nobody_can_be_on_at_once_is_no_page() {
    for said in
        ["A truck obviously can't be on two tours at once.", "Never send one truck on 2 tours at a time."]
    {
        let spec = crate::reading::read(&format!(
            "API. Trucks: plate. Tours: name, starts at, ends at. A tour has one truck. Show me the tours by truck. {said}"
        ));
        let pages: Vec<_> =
            spec.operations.iter().filter_map(|op| op.page.as_ref()).map(|page| page.default).collect();
        assert!(pages.iter().all(|size| *size != 2), "{said}: {pages:?}");
    }
}
