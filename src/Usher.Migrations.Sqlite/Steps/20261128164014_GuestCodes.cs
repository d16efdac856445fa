using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Usher.Migrations.Sqlite.Steps
{
    /// <inheritdoc />
    public partial class GuestCodes : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "assurance",
                table: "guests",
                type: "TEXT",
                maxLength: 40,
                nullable: false,
                defaultValue: "TypedAddress");

            migrationBuilder.CreateTable(
                name: "guest_codes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    guest_link_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    email = table.Column<string>(type: "TEXT", maxLength: 320, nullable: false),
                    email_key = table.Column<string>(type: "TEXT", maxLength: 320, nullable: false),
                    mailbox = table.Column<string>(type: "TEXT", maxLength: 320, nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    language = table.Column<string>(type: "TEXT", maxLength: 35, nullable: false),
                    browser_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    code_hash = table.Column<byte[]>(type: "BLOB", nullable: false),
                    network = table.Column<string>(type: "TEXT", maxLength: 45, nullable: false),
                    sent_at = table.Column<long>(type: "INTEGER", nullable: false),
                    tries = table.Column<int>(type: "INTEGER", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_guest_codes", x => x.id);
                    table.ForeignKey(
                        name: "fk_guest_codes_guest_links_guest_link_id",
                        column: x => x.guest_link_id,
                        principalTable: "guest_links",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_guest_codes_guest_link_id_browser_hash",
                table: "guest_codes",
                columns: new[] { "guest_link_id", "browser_hash" });

            migrationBuilder.CreateIndex(
                name: "ix_guest_codes_guest_link_id_sent_at",
                table: "guest_codes",
                columns: new[] { "guest_link_id", "sent_at" });

            migrationBuilder.CreateIndex(
                name: "ix_guest_codes_mailbox_number",
                table: "guest_codes",
                columns: new[] { "mailbox", "number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_guest_codes_network_sent_at",
                table: "guest_codes",
                columns: new[] { "network", "sent_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "guest_codes");

            migrationBuilder.DropColumn(
                name: "assurance",
                table: "guests");
        }
    }
}
