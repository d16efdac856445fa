using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Usher.Migrations.Postgres.Steps
{
    /// <inheritdoc />
    public partial class StayOut : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "password_resets",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    account_id = table.Column<Guid>(type: "uuid", nullable: false),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_password_resets", x => x.hash);
                    table.ForeignKey(
                        name: "fk_password_resets_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_tries",
                columns: table => new
                {
                    network = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: false),
                    at = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_tries", x => new { x.network, x.at });
                });

            migrationBuilder.CreateIndex(
                name: "ix_sign_ins_ended_at",
                table: "sign_ins",
                column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "ix_personal_tokens_revoked_at",
                table: "personal_tokens",
                column: "revoked_at");

            migrationBuilder.CreateIndex(
                name: "ix_participants_session_id_removed_at",
                table: "participants",
                columns: new[] { "session_id", "removed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_accounts_disabled_at",
                table: "accounts",
                column: "disabled_at");

            migrationBuilder.CreateIndex(
                name: "ix_password_resets_account_id_asked_at",
                table: "password_resets",
                columns: new[] { "account_id", "asked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_tries_at",
                table: "sign_in_tries",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_tries_last_at",
                table: "sign_in_tries",
                column: "last_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "password_resets");

            migrationBuilder.DropTable(
                name: "sign_in_tries");

            migrationBuilder.DropIndex(
                name: "ix_sign_ins_ended_at",
                table: "sign_ins");

            migrationBuilder.DropIndex(
                name: "ix_personal_tokens_revoked_at",
                table: "personal_tokens");

            migrationBuilder.DropIndex(
                name: "ix_participants_session_id_removed_at",
                table: "participants");

            migrationBuilder.DropIndex(
                name: "ix_accounts_disabled_at",
                table: "accounts");
        }
    }
}
