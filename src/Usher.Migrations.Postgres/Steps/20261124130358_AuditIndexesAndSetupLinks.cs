using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Usher.Migrations.Postgres.Steps
{
    /// <inheritdoc />
    public partial class AuditIndexesAndSetupLinks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_audit_lines_at",
                table: "audit_lines");

            migrationBuilder.CreateTable(
                name: "setup_links",
                columns: table => new
                {
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_setup_links", x => x.token_hash);
                });

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_at_id",
                table: "audit_lines",
                columns: new[] { "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_by_at_id",
                table: "audit_lines",
                columns: new[] { "by", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_from_at_id",
                table: "audit_lines",
                columns: new[] { "from", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_on_at_id",
                table: "audit_lines",
                columns: new[] { "on", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_what_at_id",
                table: "audit_lines",
                columns: new[] { "what", "at", "id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "setup_links");

            migrationBuilder.DropIndex(
                name: "ix_audit_lines_at_id",
                table: "audit_lines");

            migrationBuilder.DropIndex(
                name: "ix_audit_lines_by_at_id",
                table: "audit_lines");

            migrationBuilder.DropIndex(
                name: "ix_audit_lines_from_at_id",
                table: "audit_lines");

            migrationBuilder.DropIndex(
                name: "ix_audit_lines_on_at_id",
                table: "audit_lines");

            migrationBuilder.DropIndex(
                name: "ix_audit_lines_what_at_id",
                table: "audit_lines");

            migrationBuilder.CreateIndex(
                name: "ix_audit_lines_at",
                table: "audit_lines",
                column: "at");
        }
    }
}
