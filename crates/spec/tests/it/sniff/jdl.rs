//! JHipster's domain language.

use super::check;

#[test]
fn entities_validations_and_relationships_are_read() {
    check(
        "/** A place to write */
entity Blog {
  name String required minlength(3) maxlength(60) unique
  handle String required pattern(/^[a-z]{2,9}$/)
}
entity Post {
  title String required,
  price BigDecimal min(0) max(100)
  status Status
  shown Boolean
  released LocalDate
  picture ImageBlob minbytes(10)
}
entity Tag { name String required }
enum Status { DRAFT, OUT }

relationship OneToMany { Blog{post} to Post{blog required} }
relationship ManyToMany {
  Post{tag(name)} to Tag{post}
}
relationship ManyToOne { Blog{user(login)} to User }
relationship OneToOne { Post{cover} to Image }
entity Image { url String }

paginate Post, Tag with infinite-scroll
dto * with mapstruct
",
        r#"
        Blog
        name: string required unique min=3 max=60
        handle: string required matches ^[a-z]{2,9}$
        Post
        title: string required
        price: decimal >=0 <=100 step=0.01
        status: enum in ["DRAFT","OUT"]
        shown: boolean
        released: date
        picture: file
        Tag
        name: string required
        Image
        url: url
        Blog -> User user_id many_to_one
        Post -> Blog blog_id many_to_one required
        Post -> Image cover_id one_to_one
        Post -> Tag tag_ids many_to_many
        ? ambiguous: picture ImageBlob minbytes(10)
        ? unrecognised: paginate Post, Tag with infinite-scroll | dto * with mapstruct
        "#,
    );
}
