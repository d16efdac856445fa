using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Usher.Migrations.Postgres.Steps
{
    /// <inheritdoc />
    public partial class GuestLinksAndWaitingRoom : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "waiting_told_at",
                table: "sessions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "guest_access",
                table: "rooms",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "guest_id",
                table: "participants",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "guest_links",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    sealed_token = table.Column<byte[]>(type: "bytea", nullable: true),
                    max_uses = table.Column<int>(type: "integer", nullable: true),
                    uses = table.Column<int>(type: "integer", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    kept_by_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    turned_off_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_guest_links", x => x.id);
                    table.ForeignKey(
                        name: "fk_guest_links_accounts_kept_by_id",
                        column: x => x.kept_by_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_guest_links_rooms_room_id",
                        column: x => x.room_id,
                        principalTable: "rooms",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "guests",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    guest_link_id = table.Column<Guid>(type: "uuid", nullable: false),
                    first_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    last_name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    email = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: false),
                    email_key = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: false),
                    secret_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    attempt_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    key_thumbprint = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: true),
                    browser = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    system = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    came_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    connected_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lapsed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_guests", x => x.id);
                    table.ForeignKey(
                        name: "fk_guests_guest_links_guest_link_id",
                        column: x => x.guest_link_id,
                        principalTable: "guest_links",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_participants_guest_id",
                table: "participants",
                column: "guest_id");

            migrationBuilder.CreateIndex(
                name: "ix_participants_session_id_guest_id",
                table: "participants",
                columns: new[] { "session_id", "guest_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_guest_links_kept_by_id",
                table: "guest_links",
                column: "kept_by_id");

            migrationBuilder.CreateIndex(
                name: "ix_guest_links_room_id",
                table: "guest_links",
                column: "room_id");

            migrationBuilder.CreateIndex(
                name: "ix_guest_links_token_hash",
                table: "guest_links",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_guests_guest_link_id_connected_at",
                table: "guests",
                columns: new[] { "guest_link_id", "connected_at" });

            migrationBuilder.CreateIndex(
                name: "ix_guests_guest_link_id_key_thumbprint",
                table: "guests",
                columns: new[] { "guest_link_id", "key_thumbprint" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "guests");

            migrationBuilder.DropTable(
                name: "guest_links");

            migrationBuilder.DropIndex(
                name: "ix_participants_guest_id",
                table: "participants");

            migrationBuilder.DropIndex(
                name: "ix_participants_session_id_guest_id",
                table: "participants");

            migrationBuilder.DropColumn(
                name: "waiting_told_at",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "guest_access",
                table: "rooms");

            migrationBuilder.DropColumn(
                name: "guest_id",
                table: "participants");
        }
    }
}
