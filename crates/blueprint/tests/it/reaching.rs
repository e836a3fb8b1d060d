//! What an account may not read, it cannot attach its own records to.

use domain::{project::Part, roles::Blueprints};

use crate::{file, library, spec};

#[test]
fn a_record_is_attached_only_to_what_its_maker_may_read() {
    let routes = file(&spec("boards-api"), "app/routes.py");
    let (_, create) = routes.split_once("def create_list(").unwrap();
    let create = create.split_once("\n\n\n").unwrap().0;
    assert!(create.contains("caller.check_reach("), "{create}");
    assert!(create.contains("models.Board.user_id, body.board_id, \"/board_id\""), "{create}");
    // A part of a record may leave the key as it is.
    let (_, update) = routes.split_once("def update_list(").unwrap();
    assert!(update.split_once("\n\n\n").unwrap().0.contains("body.get(\"board_id\")"), "{update}");
    // Where everybody reads everything there is nothing to hold back.
    assert!(!file(&spec("event-desk-api"), "app/accounts.py").contains("check_reach"));
}

#[test]
fn bodies_of_such_records_point_at_what_their_sender_made() {
    let tree = library().render(&spec("boards-api"), Part::Tests).unwrap();
    let all: String = tree.values().map(|file| file.content.clone()).collect();
    assert!(all.contains("make_board(*maker)"), "{all}");
    let (_, attach) = all.split_once("user_cannot_attach_a_list_to_the_board_of_another").unwrap();
    let attach = attach.split_once("\n\n\n").unwrap().0;
    assert!(attach.contains("list_body(as_other_user, board_id=theirs[\"id\"])), 422"), "{attach}");
}
