//! Prisma schemas.

use super::check;

#[test]
fn models_give_fields_keys_and_both_kinds_of_relation() {
    check(
        r#"// the schema of the blog
datasource db {
  provider = "postgresql"
  url      = env("DATABASE_URL")
}

enum Role {
  USER
  ADMIN
}

/// Who writes
model User {
  id        Int      @id @default(autoincrement())
  email     String   @unique @db.VarChar(120)
  role      Role     @default(USER)
  active    Boolean  @default(true)
  profile   Profile?
  written   Post[]   @relation("Writer")
  edited    Post[]   @relation("Editor")
}

model Profile {
  id     String @id @default(uuid())
  bio    String?
  user   User   @relation(fields: [userId], references: [id], onDelete: Cascade)
  userId Int    @unique
}

model Post {
  id        Int      @id @default(autoincrement())
  createdAt DateTime @default(now())
  title     String
  price     Decimal  @db.Decimal(8, 2)
  meta      Json?
  writer    User     @relation("Writer", fields: [writerId], references: [id])
  writerId  Int
  editor    User?    @relation("Editor", fields: [editorId], references: [id])
  editorId  Int?
  tags      Tag[]

  @@unique([writerId, title])
  @@index([title])
  @@map("blog_posts")
}

model Tag {
  id    Int    @id
  name  String @unique // shown
  posts Post[]
}
"#,
        r#"
        User
        email: email required unique max=120 pii=contact
        role: enum in ["USER","ADMIN"] default="USER"
        active: boolean default=true
        Profile
        bio: string
        Post table=blog_posts timestamps unique(writer_id, title)
        title: string required
        price: decimal required >=-999999.99 <=999999.99 step=0.01
        meta: json
        Tag
        name: string required unique
        Profile -> User user_id one_to_one required cascade
        Post -> User writer_id many_to_one required
        Post -> User editor_id many_to_one
        Post -> Tag tag_ids many_to_many
        storage postgres
        "#,
    );
}

#[test]
fn what_a_field_cannot_hold_is_asked_about() {
    check(
        "model Event {
  id     Int @id @default(autoincrement())
  at     DateTime @default(now())
  place  Unsupported(\"circle\")
  colour String[]
  this is no member!
}",
        r#"
        Event
        at: datetime
        place: string required
        colour: array<string>
        ? unrecognised!: this is no member!
        ? ambiguous: at DateTime @default(now())
        ? ambiguous: place Unsupported("circle")
        "#,
    );
}
