using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Usher.Migrations.Postgres.Steps
{
    /// <inheritdoc />
    public partial class Lti : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "frame_origins",
                table: "sign_ins",
                type: "character varying(2000)",
                maxLength: 2000,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "launched_from",
                table: "sign_ins",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "course_id",
                table: "rooms",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_anonymous",
                table: "accounts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "lti_registration_links",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    made_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    made_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lti_registration_links", x => x.hash);
                    table.ForeignKey(
                        name: "fk_lti_registration_links_accounts_made_by_id",
                        column: x => x.made_by_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "lti_registrations",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    issuer = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    client_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    keyset_url = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    token_url = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    token_audience = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true),
                    authorization_url = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    more_frame_origins = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    any_deployment = table.Column<bool>(type: "boolean", nullable: false),
                    trusts_addresses = table.Column<bool>(type: "boolean", nullable: false),
                    roles = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    disabled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lti_registrations", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "lti_spent",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    forget_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lti_spent", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "lti_tool_keys",
                columns: table => new
                {
                    id = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    sealed_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    modulus = table.Column<byte[]>(type: "bytea", nullable: false),
                    exponent = table.Column<byte[]>(type: "bytea", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lti_tool_keys", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "courses",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    registration_id = table.Column<Guid>(type: "uuid", nullable: false),
                    context_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    deployment_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    title = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    memberships_url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    line_items_url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    roster_read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    roster_fault = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_courses", x => x.id);
                    table.ForeignKey(
                        name: "fk_courses_lti_registrations_registration_id",
                        column: x => x.registration_id,
                        principalTable: "lti_registrations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "lti_deployments",
                columns: table => new
                {
                    registration_id = table.Column<Guid>(type: "uuid", nullable: false),
                    deployment_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lti_deployments", x => new { x.registration_id, x.deployment_id });
                    table.ForeignKey(
                        name: "fk_lti_deployments_lti_registrations_registration_id",
                        column: x => x.registration_id,
                        principalTable: "lti_registrations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "attendance_scores",
                columns: table => new
                {
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    course_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line_item_url = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: true),
                    turned_on_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sent_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    fault = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attendance_scores", x => x.room_id);
                    table.ForeignKey(
                        name: "fk_attendance_scores_courses_course_id",
                        column: x => x.course_id,
                        principalTable: "courses",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_attendance_scores_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "course_members",
                columns: table => new
                {
                    course_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: true),
                    role = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    first_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    last_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: true),
                    launched_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    on_roster_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    left_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_course_members", x => new { x.course_id, x.subject });
                    table.ForeignKey(
                        name: "fk_course_members_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_course_members_courses_course_id",
                        column: x => x.course_id,
                        principalTable: "courses",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "deep_link_requests",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    registration_id = table.Column<Guid>(type: "uuid", nullable: false),
                    deployment_id = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    course_id = table.Column<Guid>(type: "uuid", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    return_url = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false),
                    data = table.Column<string>(type: "text", nullable: true),
                    takes_line_item = table.Column<bool>(type: "boolean", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_deep_link_requests", x => x.id);
                    table.ForeignKey(
                        name: "fk_deep_link_requests_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_deep_link_requests_courses_course_id",
                        column: x => x.course_id,
                        principalTable: "courses",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_sign_ins_launched_from",
                table: "sign_ins",
                column: "launched_from");

            migrationBuilder.CreateIndex(
                name: "ix_rooms_course_id",
                table: "rooms",
                column: "course_id");

            migrationBuilder.CreateIndex(
                name: "ix_attendance_scores_course_id",
                table: "attendance_scores",
                column: "course_id");

            migrationBuilder.CreateIndex(
                name: "ix_course_members_account_id",
                table: "course_members",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_courses_registration_id_deployment_id_context_id",
                table: "courses",
                columns: new[] { "registration_id", "deployment_id", "context_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_deep_link_requests_account_id",
                table: "deep_link_requests",
                column: "account_id");

            migrationBuilder.CreateIndex(
                name: "ix_deep_link_requests_course_id",
                table: "deep_link_requests",
                column: "course_id");

            migrationBuilder.CreateIndex(
                name: "ix_lti_registration_links_made_by_id",
                table: "lti_registration_links",
                column: "made_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_lti_registrations_issuer_client_id",
                table: "lti_registrations",
                columns: new[] { "issuer", "client_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_lti_spent_forget_at",
                table: "lti_spent",
                column: "forget_at");

            migrationBuilder.AddForeignKey(
                name: "fk_rooms_courses_course_id",
                table: "rooms",
                column: "course_id",
                principalTable: "courses",
                principalColumn: "id");

            migrationBuilder.AddForeignKey(
                name: "fk_sign_ins_lti_registrations_launched_from",
                table: "sign_ins",
                column: "launched_from",
                principalTable: "lti_registrations",
                principalColumn: "id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_rooms_courses_course_id",
                table: "rooms");

            migrationBuilder.DropForeignKey(
                name: "fk_sign_ins_lti_registrations_launched_from",
                table: "sign_ins");

            migrationBuilder.DropTable(
                name: "attendance_scores");

            migrationBuilder.DropTable(
                name: "course_members");

            migrationBuilder.DropTable(
                name: "deep_link_requests");

            migrationBuilder.DropTable(
                name: "lti_deployments");

            migrationBuilder.DropTable(
                name: "lti_registration_links");

            migrationBuilder.DropTable(
                name: "lti_spent");

            migrationBuilder.DropTable(
                name: "lti_tool_keys");

            migrationBuilder.DropTable(
                name: "courses");

            migrationBuilder.DropTable(
                name: "lti_registrations");

            migrationBuilder.DropIndex(
                name: "ix_sign_ins_launched_from",
                table: "sign_ins");

            migrationBuilder.DropIndex(
                name: "ix_rooms_course_id",
                table: "rooms");

            migrationBuilder.DropColumn(
                name: "frame_origins",
                table: "sign_ins");

            migrationBuilder.DropColumn(
                name: "launched_from",
                table: "sign_ins");

            migrationBuilder.DropColumn(
                name: "course_id",
                table: "rooms");

            migrationBuilder.DropColumn(
                name: "is_anonymous",
                table: "accounts");
        }
    }
}
