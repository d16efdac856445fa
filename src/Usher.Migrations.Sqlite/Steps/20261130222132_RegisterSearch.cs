using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Usher.Migrations.Sqlite.Steps
{
    /// <inheritdoc />
    public partial class RegisterSearch : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invitations_room_id_id",
                table: "invitations");

            migrationBuilder.AddColumn<string>(
                name: "search_text",
                table: "invitations",
                type: "TEXT",
                maxLength: 522,
                nullable: false,
                computedColumnSql: "lower(email || ' ' || first_name || ' ' || last_name)",
                // Not stored as on PostgreSQL: SQLite adds no stored column to a table with rows in it. The index holds it all the same.
                stored: false);

            migrationBuilder.CreateIndex(
                name: "ix_invitations_room_id_id_search_text",
                table: "invitations",
                columns: new[] { "room_id", "id", "search_text" });

            migrationBuilder.CreateIndex(
                name: "ix_invitations_room_id_revoked_at_accepted_at_expires_at_session_id",
                table: "invitations",
                columns: new[] { "room_id", "revoked_at", "accepted_at", "expires_at", "session_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_invitations_room_id_id_search_text",
                table: "invitations");

            migrationBuilder.DropIndex(
                name: "ix_invitations_room_id_revoked_at_accepted_at_expires_at_session_id",
                table: "invitations");

            migrationBuilder.DropColumn(
                name: "search_text",
                table: "invitations");

            migrationBuilder.CreateIndex(
                name: "ix_invitations_room_id_id",
                table: "invitations",
                columns: new[] { "room_id", "id" });
        }
    }
}
