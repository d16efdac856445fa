using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Usher.Migrations.Postgres.Steps
{
    /// <inheritdoc />
    public partial class Register : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_seen_at",
                table: "invitations",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "mail_state",
                table: "invitations",
                type: "character varying(40)",
                maxLength: 40,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "sort_name",
                table: "invitations",
                type: "character varying(201)",
                maxLength: 201,
                nullable: false,
                computedColumnSql: "lower(last_name || ' ' || first_name)",
                stored: true);

            migrationBuilder.CreateTable(
                name: "attendances",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    participant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    device_id = table.Column<Guid>(type: "uuid", nullable: true),
                    joined_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    left_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_attendances", x => x.id);
                    table.ForeignKey(
                        name: "fk_attendances_participants_participant_id",
                        column: x => x.participant_id,
                        principalTable: "participants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "link_previews",
                columns: table => new
                {
                    invitation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    robot = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    times = table.Column<int>(type: "integer", nullable: false),
                    first_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_link_previews", x => new { x.invitation_id, x.robot });
                    table.ForeignKey(
                        name: "fk_link_previews_invitations_invitation_id",
                        column: x => x.invitation_id,
                        principalTable: "invitations",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "session_pulses",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session_pulses", x => x.session_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_invitations_room_id_last_seen_at_id",
                table: "invitations",
                columns: new[] { "room_id", "last_seen_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_invitations_room_id_mail_state_id",
                table: "invitations",
                columns: new[] { "room_id", "mail_state", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_invitations_room_id_sort_name_id",
                table: "invitations",
                columns: new[] { "room_id", "sort_name", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_attendances_participant_id_left_at",
                table: "attendances",
                columns: new[] { "participant_id", "left_at" });

            migrationBuilder.CreateIndex(
                name: "ix_attendances_session_id_joined_at",
                table: "attendances",
                columns: new[] { "session_id", "joined_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "attendances");

            migrationBuilder.DropTable(
                name: "link_previews");

            migrationBuilder.DropTable(
                name: "session_pulses");

            migrationBuilder.DropIndex(
                name: "ix_invitations_room_id_last_seen_at_id",
                table: "invitations");

            migrationBuilder.DropIndex(
                name: "ix_invitations_room_id_mail_state_id",
                table: "invitations");

            migrationBuilder.DropIndex(
                name: "ix_invitations_room_id_sort_name_id",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "sort_name",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "last_seen_at",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "mail_state",
                table: "invitations");
        }
    }
}
